import Foundation
import Glibc
import Testing

@Suite("Bad input: sources and disks")
struct BadSourceTests {
  @Test("a source that is missing or suddenly empty is refused, and the backups stay")
  func missing() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try FileManager.default.removeItem(atPath: scene.path("files"))
      let missing = try scene.run("apply", "--auto-approve")
      #expect(missing.status == 4 && missing.errors.contains(scene.path("files")), "\(missing.errors)")
      try FileManager.default.createDirectory(atPath: scene.path("files"), withIntermediateDirectories: true)
      let empty = try scene.run("apply", "--auto-approve")
      #expect(empty.status == 4 && empty.errors.contains("allow-empty"), "\(empty.errors)")
      #expect(scene.files(below: "vault/snapshots").count == 1)
    }
  }

  @Test("a folder that is gone counts with all its files, so that max-removed holds")
  func goneFolder() async throws {
    try await Scene.play { scene in
      for number in 0..<50 { try scene.write("files/many/deep/\(number)", "x") }
      try scene.write("elasto.yaml", scene.manifest(source: ", max-removed: 50%"))
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try FileManager.default.removeItem(atPath: scene.path("files/many"))
      let outcome = try scene.run("apply", "--auto-approve")
      #expect(outcome.status == 4 && outcome.errors.contains("50 of 52 files have gone"), "\(outcome.errors)")
      try scene.write("elasto.yaml", scene.manifest())
      let plan = try scene.run("plan", "--json")
      #expect((plan.objects(of: "change_summary").first?["remove"] as? [String: Int])?["files"] == 50)
    }
  }

  @Test("what vanishes in mid-run is named, the snapshot is written, exit status 3")
  func vanishes() async throws {
    try await Scene.play { scene in
      try scene.write("elasto.yaml", scene.manifest(job: ", hooks: { before: [[rm, -r, \(scene.path("files/sub"))]] }"))
      let outcome = try scene.run("apply", "--auto-approve")
      #expect(outcome.status == 3, "\(outcome.errors)")
      #expect(outcome.errors.contains(scene.path("files/sub")), "\(outcome.errors)")
      #expect(scene.files(below: "vault/snapshots").count == 1)
      #expect(try scene.run("cat", "latest:\(scene.path("files"))/one.txt").text == "one\n")
      #expect(try scene.run("check", "--read-data").status == 0)
    }
  }

  @Test("a file that is gone since the plan was saved is named, in JSON too")
  func goneSincePlan() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("plan", "--out", "a.plan").status == 0)
      try FileManager.default.removeItem(atPath: scene.path("files/one.txt"))
      let outcome = try scene.run("apply", "a.plan", "--json")
      #expect(outcome.status == 3, "\(outcome.errors)")
      let problem = try #require(outcome.objects(of: "file_problem").first)
      #expect(problem["path"] as? String == scene.path("files/one.txt"))
      #expect(problem["reason"] is String)
    }
  }

  @Test("names with line feeds and without UTF-8 come back exactly, and stay in one line where they are shown")
  func names() async throws {
    try await Scene.play { scene in
      #expect(try scene.shell("printf a >files/$'line\\nfeed'; printf b >files/$'\\xff\\xfe'").status == 0)
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      let lines = try scene.run("ls", "latest:\(scene.path("files"))").lines
      #expect(lines.count == 4 && lines.contains { $0.hasSuffix("line\\nfeed") }, "\(lines)")
      let entries = try scene.run("ls", "latest:\(scene.path("files"))", "--json").objects(of: "entry")
      let exact = entries.compactMap { $0["path_base64"] as? String }.compactMap { Data(base64Encoded: $0) }
      #expect(exact.map { $0.suffix(2) } == [Data([0xff, 0xfe])])
      let restored = try scene.shell(
        "\"$elasto\" restore latest:\(scene.path("files")) --to back && diff -r files back && ls back | wc -l")
      #expect(restored.status == 0, "\(restored.errors)")
      let gone = try scene.shell(
        "\"$elasto\" plan --out a.plan >/dev/null && rm files/$'line\\nfeed' && \"$elasto\" apply a.plan")
      #expect(gone.status == 3)
      #expect(gone.errors.split(separator: "\n").count == 1 && gone.errors.contains("line\\nfeed"), "\(gone.errors)")
    }
  }

  @Test(
    "a disk that is full is said, with the way out, and what was there stays whole", .enabled(if: SmallDisk.canMount))
  func fullDisk() async throws {
    try await Scene.play(hasRepository: false) { scene in
      let disk = try SmallDisk(at: scene.path("vault"), bytes: 1 << 20)
      defer { disk.unmount() }
      try await scene.createRepository()
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      #expect(try scene.shell("head -c 8M /dev/urandom >files/large").status == 0)
      let outcome = try scene.run("apply", "--auto-approve")
      #expect(outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("space"), "\(outcome.errors)")
      #expect(scene.files(below: "vault/snapshots").count == 1)
      try FileManager.default.removeItem(atPath: scene.path("files/large"))
      let check = try scene.run("check", "--read-data")
      #expect(check.status == 0, "\(check.errors)")
      #expect(try scene.run("cat", "latest:\(scene.path("files"))/one.txt").text == "one\n")
      #expect(try scene.run("prune").status == 0)
      #expect(try scene.run("apply", "--auto-approve").status == 0)
    }
  }
}
