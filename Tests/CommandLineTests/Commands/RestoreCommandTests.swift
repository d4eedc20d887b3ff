import Foundation
import Testing

@Suite("restore and repair")
struct RestoreCommandTests {
  @Test("a whole snapshot, a part of it, one file; a dry run writes nothing")
  func places() async throws {
    try await Scene.play { scene in
      let source = scene.path("files")
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      let dry = try scene.run("restore", "latest:\(source)", "--to", "dry", "-n")
      #expect(dry.status == 0 && dry.lines.contains("+ sub/two.txt"), "\(dry.text)")
      #expect(!scene.exists("dry"))
      #expect(try scene.run("restore", "latest", "--to", "whole").status == 0)
      #expect(try scene.read("whole\(source)/sub/two.txt") == "two, and somewhat longer\n")
      #expect(try scene.run("restore", "latest:\(source)/sub", "--to", "part", "--verify").status == 0)
      #expect(try scene.read("part/two.txt") == "two, and somewhat longer\n")
      #expect(try scene.run("restore", "latest:\(source)/one.txt", "--to", "one", "--no-lock").status == 0)
      #expect(try scene.read("one/one.txt") == "one\n")
      let some = try scene.run("restore", "latest:\(source)", "--to", "some", "--exclude", "sub/", "--json")
      #expect(some.objects(of: "restore_summary").first?["files"] as? Int == 1)
      #expect(!scene.exists("some/sub"))
    }
  }

  @Test("in place nothing is overwritten unless it is asked for")
  func inPlace() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try scene.write("files/one.txt", "precious\n")
      try FileManager.default.removeItem(atPath: scene.path("files/sub/two.txt"))
      let part = "latest:\(scene.path("files"))"
      #expect(try scene.run("restore", part, "--in-place").status == 0)
      #expect(try scene.read("files/one.txt") == "precious\n")
      #expect(try scene.read("files/sub/two.txt") == "two, and somewhat longer\n")
      #expect(try scene.run("restore", part, "--in-place", "--overwrite", "if-changed").status == 0)
      #expect(try scene.read("files/one.txt") == "one\n")
    }
  }

  @Test("where to must be said, and once")
  func destination() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("restore", "latest").status == 64)
      #expect(try scene.run("restore", "latest", "--to", "a", "--in-place").status == 64)
      let policy = try scene.run("restore", "latest", "--to", "a", "--overwrite", "sometimes")
      #expect(policy.status == 64 && policy.errors.contains("if-changed"))
      #expect(try scene.run("restore", "latest", "--to", "a").status == 1, "there is no snapshot")
    }
  }

  @Test("latest of several sources is never a guess")
  func ambiguous() async throws {
    try await Scene.play { scene in
      try scene.write("elasto.yaml", scene.manifest().replacingOccurrences(of: "nightly:", with: "weekly:"))
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try scene.write("elasto.yaml", scene.manifest())
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      let outcome = try scene.run("restore", "latest", "--to", "back")
      #expect(outcome.status == 64 && outcome.errors.contains("--job"), "\(outcome.errors)")
      #expect(outcome.errors.contains("nightly") && outcome.errors.contains("weekly"))
      #expect(try scene.run("restore", "latest", "--job", "weekly", "--to", "back").status == 0)
    }
  }

  @Test("an index that is gone is built anew, and everything is there again")
  func repair() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      for name in scene.files(below: "vault/index") { try FileManager.default.removeItem(atPath: scene.path(name)) }
      #expect(try scene.run("check").status == 1)
      #expect(try scene.run("repair").status == 0)
      let check = try scene.run("check", "--read-data")
      #expect(check.status == 0, "\(check.errors)")
      #expect(try scene.run("cat", "latest:\(scene.path("files"))/one.txt").text == "one\n")
    }
  }
}
