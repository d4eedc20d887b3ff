import Foundation
import Providers
import ProvidersTesting
import Testing

@Suite("Objects on the command line")
struct RemoteCommandTests {
  @Test("containers are made once, and listed; nothing is made by a dry run", arguments: ObjectStage.Cloud.allCases)
  func containers(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      let name = "made-\(UUID().uuidString.lowercased())"
      let place = "\(cloud.rawValue):\(name)"
      func made(_ arguments: String...) throws -> Bool? {
        let outcome = try Program.run(
          Program.elastoSync, ["remote", "--json", "create", place] + arguments, in: stage.scene.folder,
          environment: stage.scene.environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.objects(of: "remote_container").first?["new"] as? Bool
      }
      #expect(try made("-n") == true)
      #expect(try made() == true)
      #expect(try made() == false)
      let names = try stage.succeed("ls", "\(cloud.rawValue):").lines
      #expect(names.contains("\(name)/") && names.contains("\(stage.container)/"), "\(names)")
      #expect(try stage.succeed("ls").lines == ["disk:", "weed:", "az:"])
    }
  }

  @Test("everything in a container goes with --force only", arguments: ObjectStage.Cloud.allCases)
  func removing(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell("mkdir t; for i in $(seq 1500); do : > t/$i; done")
      try stage.succeed("put", "-r", "t", stage.place(cloud, "a/"))
      try stage.succeed("put", "files/one.txt", stage.place(cloud, "b"))
      for everything in [[stage.place(cloud)], [stage.place(cloud, "*")], [stage.place(cloud, "**")]] {
        let refused = try Program.run(
          Program.elastoSync, ["remote", "rm", "-r"] + everything, in: stage.scene.folder,
          environment: stage.scene.environment)
        #expect(refused.status == 4 && refused.errors.contains("--force"), "\(refused.errors)")
      }
      #expect(try stage.run("rm", stage.place(cloud, "a")).status == 64)
      #expect(try stage.run("rm", stage.place(cloud, "none")).status == 1)
      let planned = try stage.succeed("--json", "rm", "-r", "-n", stage.place(cloud, "a"))
      #expect(planned.objects(of: "remote_summary").first?["files"] as? Int == 1500)
      #expect(try stage.succeed("ls", stage.place(cloud)).lines == ["a/", "b"])
      try stage.succeed("rm", "-r", stage.place(cloud, "a"))
      #expect(try stage.succeed("ls", "-r", stage.place(cloud)).lines == ["b"])
      try stage.succeed("rm", "-r", "--force", stage.place(cloud))
      #expect(try stage.succeed("ls", "-r", stage.place(cloud)).lines == [])
    }
  }

  @Test("a URL reads, another one stores", arguments: [ObjectStage.Cloud.weed, .az])
  func urls(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      try stage.succeed("put", "files/one.txt", stage.place(cloud, "a b"))
      let url = try stage.succeed("url", "--expires", "10m", stage.place(cloud, "a b")).lines.first ?? ""
      #expect(try stage.scene.shell("curl -sSf '\(url)'").text == "one\n")
      let other = try stage.succeed("url", "--put", stage.place(cloud, "new")).lines.first ?? ""
      let field = cloud == .az ? "-H 'x-ms-blob-type: BlockBlob'" : ""
      let stored = try stage.scene.shell("curl -sSf \(field) -T files/one.txt '\(other)'")
      #expect(stored.status == 0, "\(stored.errors)")
      #expect(try stage.succeed("get", stage.place(cloud, "new"), "-").text == "one\n")
      #expect(try stage.run("url", stage.place(cloud, "none")).status == 1)
      #expect(try stage.run("url", "--expires", "8d", stage.place(cloud, "new")).status == 64)
    }
  }

  @Test("an address needs no manifest")
  func withoutManifest() async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell("rm elasto.yaml")
      let place = "s3:\(stage.server.endpoint)/\(stage.container)"
      let outcome = try stage.scene.shell(
        """
        export AWS_ACCESS_KEY_ID=\(stage.server.accessKeyID) AWS_SECRET_ACCESS_KEY=\(stage.server.secretAccessKey)
        set -e; $elasto remote put files/one.txt \(place)/a/; $elasto remote ls -r \(place)
        $elasto remote get \(place)/a/one.txt -; $elasto remote ls s3:\(stage.server.endpoint) | grep \(stage.container)
        """)
      #expect(outcome.lines == ["a/one.txt", "one", "\(stage.container)/"], "\(outcome.errors)")
    }
  }

  @Test("names with control characters are shown, not obeyed; JSON has them whole")
  func names() async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell("mkdir t; touch $'t/a\\n\\e[31mb'")
      try stage.succeed("put", "-r", "t", stage.place(.disk, "t/"))
      let listed = try stage.succeed("ls", "-l", stage.place(.disk, "t/"))
      #expect(listed.lines.count == 1 && listed.text.contains("a\\n\\u{1B}[31mb"), "\(listed.text)")
      let entry = try stage.succeed("--json", "ls", stage.place(.disk, "t/")).objects(of: "remote_entry").first
      #expect(entry?["name"] as? String == "a\n\u{1B}[31mb")
      let address = try #require(entry?["address"] as? String)
      try stage.succeed("rm", address)
    }
  }

  @Test(
    "what is wrong is one line that says what to do",
    arguments: [
      (["ls", "none:x"], 64, "disk, weed, az"), (["ls", "disk:none/x/"], 1, "ls"),
      (["put", "files", "disk:x/"], 64, "-r"),
      (["put", "nothing", "disk:x/"], 1, "nothing"), (["put", "files/one.txt", "elsewhere"], 64, "cp"),
      (["get", "files/one.txt", "elsewhere"], 64, "put"), (["get", "disk:x/[a", "."], 64, "["),
      (["rm", "files/one.txt"], 64, "rm"), (["create", "disk:a/b"], 64, "container"),
      (["url", "disk:a/b"], 64, "cloud"), (["put", "-r", "--parallel", "0", "files", "disk:x/"], 64, "1024"),
      (["cp", "-r", "files", "files/sub"], 64, "another one"), (["ls", "disk:a//b"], 64, "//"),
    ] as [([String], Int32, String)])
  func errors(arguments: [String], status: Int32, mentions: String) async throws {
    try await ObjectStage.play { stage in
      let outcome = try Program.run(
        Program.elastoSync, ["remote"] + arguments, in: stage.scene.folder, environment: stage.scene.environment)
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(outcome.errors.contains(mentions), "\(outcome.errors)")
      #expect(status == 64 || outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }
  }
}
