import Foundation
import Testing

@Suite("Putting, fetching and copying objects")
struct RemoteTransferTests {
  /// Names that all stores can hold, an empty file, one with holes, and old times.
  private static let tree = """
    mkdir -p tree/sub/deep 'tree/ü x'; cd tree
    echo one > one.txt; printf x > 'sub/a+b %41&c?.html'; : > sub/empty; head -c 3000000 /dev/urandom > sub/deep/big
    echo two > 'ü x/[z]*.json'; truncate -s 5000000 sub/holes; printf end >> sub/holes
    touch -d '2001-02-03 04:05:06.123456789Z' one.txt; touch -d '1969-12-31 23:59:58.25Z' sub/empty
    """

  @Test(
    "what is put comes back the same, times included, and rclone finds it identical",
    arguments: ObjectStage.Cloud.allCases)
  func roundTrip(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell(Self.tree)
      try stage.succeed("put", "-r", "tree", stage.place(cloud, "in/tree/"))
      try stage.succeed("get", "-r", stage.place(cloud, "in/tree"), "back")
      #expect(try stage.differences("tree", "back") == "")
      let check = try stage.shell("rclone check --download tree \(stage.place(cloud, "in/tree")) 2>&1")
      #expect(check.status == 0 && check.text.contains("0 differences found"), "\(check.text)")
      let times = try stage.shell(
        "diff <(rclone lsf -R --files-only --format tp tree | sort) <(rclone lsf -R --files-only --format tp \(stage.place(cloud, "in/tree")) | sort)"
      )
      #expect(times.status == 0, "\(times.text)\(times.errors)")
    }
  }

  @Test("what rclone has put is fetched, and is the same to a second put", arguments: ObjectStage.Cloud.allCases)
  func ofRclone(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell(Self.tree)
      let copy = try stage.shell("rclone copy tree \(stage.place(cloud, "theirs")) 2>&1")
      #expect(copy.status == 0, "\(copy.text)")
      try stage.succeed("get", "-r", stage.place(cloud, "theirs/"), "back")
      #expect(try stage.differences("tree", "back") == "")
      let again = try stage.succeed("--json", "put", "-r", "tree", stage.place(cloud, "theirs"))
      let summary = try #require(again.objects(of: "remote_summary").first)
      #expect(summary["files"] as? Int == 0 && summary["unchanged"] as? Int == 6, "\(summary)")
    }
  }

  @Test(
    "only what changed is sent again; --compare and --checksum say what that is", arguments: ObjectStage.Cloud.allCases)
  func unchanged(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell(Self.tree)
      let place = stage.place(cloud, "p/")
      func sent(_ options: [String], _ from: String, _ to: String) throws -> [String] {
        let verb = from == "tree" ? "put" : "get"
        let outcome = try Program.run(
          Program.elastoSync, ["remote", "--json", "-v", verb, "-r"] + options + [from, to], in: stage.scene.folder,
          environment: stage.scene.environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.objects(of: "remote_item").filter { $0["result"] as? String == "done" }
          .compactMap { ($0["source"] as? String)?.split(separator: "/").last.map(String.init) }
      }
      #expect(try sent([], "tree", place).count == 6)
      #expect(try sent([], "tree", place) == [])
      try stage.scene.shell("echo new > tree/one.txt")
      #expect(try sent(["--compare", "size"], "tree", place) == [])
      #expect(try sent([], "tree", place) == ["one.txt"])
      #expect(try sent([], place, "back").count == 6)
      #expect(try sent([], place, "back") == [])
      try stage.scene.shell("echo old > back/one.txt; touch -r tree/one.txt back/one.txt")
      #expect(try sent([], place, "back") == [])
      #expect(try sent(["--compare", "never"], place, "back").count == 6)
      #expect(try stage.differences("tree", "back") == "")
      if cloud == .weed {
        try stage.scene.shell("echo old > back/one.txt; touch -r tree/one.txt back/one.txt")
        #expect(try sent(["--checksum"], place, "back") == ["one.txt"])
      }
    }
  }

  @Test("one object goes to the key that is named, or below a folder under its own name")
  func naming() async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell(Self.tree)
      for cloud in ObjectStage.Cloud.allCases {
        try stage.succeed("put", "tree/one.txt", stage.place(cloud, "x/renamed"))
        try stage.succeed("put", "tree/one.txt", stage.place(cloud, "x/"))
        try stage.succeed("put", "tree/one.txt", "tree/sub/empty", stage.place(cloud, "y"))
        try stage.succeed("put", "-r", "tree/sub", "tree/ü x", stage.place(cloud, "z"))
        let listed = try stage.succeed("ls", "-r", stage.place(cloud)).lines
        #expect(
          listed == [
            "x/one.txt", "x/renamed", "y/empty", "y/one.txt", "z/sub/a+b %41&c?.html", "z/sub/deep/big", "z/sub/empty",
            "z/sub/holes", "z/ü x/[z]*.json",
          ])
        try stage.scene.shell("rm -rf to; mkdir to")
        try stage.succeed("get", stage.place(cloud, "x/renamed"), "to")
        try stage.succeed("get", stage.place(cloud, "x/renamed"), "to/other")
        #expect(stage.scene.files(below: "to") == ["to/other", "to/renamed"])
        #expect(try stage.succeed("get", stage.place(cloud, "x/renamed"), "-").text == "one\n")
      }
    }
  }

  @Test("patterns choose keys; filters choose files below a folder; a dry run changes nothing")
  func choosing() async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell("mkdir -p t/a/b; touch t/1.txt t/2.log t/a/3.txt t/a/b/4.txt 't/a/[5].txt'")
      for cloud in ObjectStage.Cloud.allCases {
        try stage.succeed("put", "-r", "-n", "t", stage.place(cloud, "t/"))
        #expect(try stage.run("ls", stage.place(cloud, "t/")).status == 1)
        try stage.succeed("put", "-r", "t", stage.place(cloud, "t/"))
        #expect(try stage.succeed("ls", stage.place(cloud, "t/*.txt")).lines == ["t/1.txt"])
        #expect(
          try stage.succeed("ls", stage.place(cloud, "t/**/*.txt")).lines
            == ["t/1.txt", "t/a/3.txt", "t/a/[5].txt", "t/a/b/4.txt"])
        #expect(try stage.succeed("ls", stage.place(cloud, "t/a/\\[5\\].txt")).lines == ["[5].txt"])
        try stage.scene.shell("rm -rf got")
        try stage.succeed("get", stage.place(cloud, "t/a/*.txt"), "got")
        #expect(stage.scene.files(below: "got") == ["got/3.txt", "got/[5].txt"])
        try stage.scene.shell("rm -rf got")
        try stage.succeed("get", "-r", "--include", "*.txt", "--exclude", "/a/b", stage.place(cloud, "t"), "got")
        #expect(stage.scene.files(below: "got") == ["got/1.txt", "got/a/3.txt", "got/a/[5].txt"])
        let removal = try stage.succeed("--json", "rm", stage.place(cloud, "t/a/[34].txt"))
        #expect(removal.objects(of: "remote_summary").first?["files"] as? Int == 1)
        #expect(try stage.succeed("ls", "-r", stage.place(cloud, "t/a")).lines == ["[5].txt", "b/4.txt"])
      }
    }
  }

  @Test(
    "from any store to any other", arguments: ObjectStage.Cloud.allCases, ObjectStage.Cloud.allCases)
  func copies(_ from: ObjectStage.Cloud, _ to: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell("\(Self.tree); head -c 40000000 /dev/urandom > large")
      try stage.succeed("put", "-r", "tree", stage.place(from, "from/"))
      try stage.succeed("cp", "-r", stage.place(from, "from/"), stage.place(to, "to/"))
      try stage.succeed("get", "-r", stage.place(to, "to/"), "back")
      #expect(try stage.differences("tree", "back") == "")
      let again = try stage.succeed("--json", "cp", "-r", stage.place(from, "from/"), stage.place(to, "to/"))
      #expect(again.objects(of: "remote_summary").first?["files"] as? Int == 0)
    }
  }

  @Test("holes stay holes", arguments: ObjectStage.Cloud.allCases)
  func sparse(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play { stage in
      // Larger than what is fetched in one piece, and data in the middle of nothing.
      try stage.scene.shell(
        "truncate -s 100M holes; printf middle | dd of=holes bs=1 seek=70000001 conv=notrunc status=none")
      try stage.succeed("put", "holes", stage.place(cloud))
      try stage.succeed("get", stage.place(cloud, "holes"), "back")
      let outcome = try stage.scene.shell("cmp holes back && stat -c %b back")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let blocks = try #require(Int(outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(blocks <= 128, "\(blocks) blocks of 512 bytes")
    }
  }

  @Test("a name that no key can have is named, and the rest is put")
  func names() async throws {
    try await ObjectStage.play { stage in
      try stage.scene.shell("mkdir -p t $'t/folder\\xff'; echo one > t/one; touch $'t/bad\\xff' $'t/folder\\xff/x'")
      let outcome = try stage.run("put", "-r", "t", stage.place(.weed, "t/"))
      #expect(outcome.status == 3, "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count { $0.contains("UTF-8") } == 2, "\(outcome.errors)")
      #expect(try stage.succeed("ls", "-r", stage.place(.weed)).lines == ["t/one"])
    }
  }
}
