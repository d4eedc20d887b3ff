import Foundation
import Testing

@Suite("From an empty folder to a restored file")
struct LifeOfARepositoryTests {
  @Test("plan, apply, change, save a plan, apply it, look around, forget, prune, check")
  func life() async throws {
    try await Scene.play { scene in
      #expect(
        try scene.run("plan").lines.last == "Plan: 2 to add, 0 to change, 0 to remove; 1 snapshot to write; "
          + "at most 29 B to read.")
      #expect(try scene.run("plan", "--detailed-exitcode").status == 2)
      let first = try scene.run("apply", "--auto-approve")
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.text.isEmpty && first.errors.isEmpty, "nothing is said without a terminal when all went well")
      #expect(try scene.run("plan").lines.last == "No changes.")
      #expect(try scene.run("plan", "--detailed-exitcode").status == 0)

      try scene.write("files/one.txt", "one, changed\n")
      try FileManager.default.removeItem(atPath: scene.path("files/sub/two.txt"))
      try scene.write("files/three.txt", "3\n")
      let saved = try scene.run("plan", "--out", "changes.plan")
      #expect(saved.status == 0, "\(saved.errors)")
      #expect(saved.text.contains("Plan: 1 to add, 1 to change, 1 to remove; 1 snapshot to write"))
      #expect(try scene.run("show", "changes.plan").text.contains("Plan: 1 to add, 1 to change, 1 to remove"))
      let files = try scene.run("show", "changes.plan", "--files")
      #expect(files.lines.contains("+ \(scene.path("files"))/three.txt"), "\(files.text)")
      #expect(files.lines.contains("~ \(scene.path("files"))/one.txt") && !files.text.contains("two.txt"))
      #expect(try scene.run("apply", "changes.plan").status == 0)

      let source = scene.path("files")
      #expect(try scene.run("snapshots").lines.count == 3)
      #expect(
        try scene.run("ls", "latest:\(source)").lines == [
          "\(source)/one.txt", "\(source)/sub", "\(source)/three.txt",
        ])
      #expect(try scene.run("cat", "latest:\(source)/one.txt").text == "one, changed\n")
      #expect(try scene.run("cat", "latest~1:\(source)/one.txt").text == "one\n")
      #expect(
        try scene.run("diff", "latest~1", "latest").lines == [
          "~ \(source)/one.txt", "- \(source)/sub/two.txt", "+ \(source)/three.txt",
        ])
      #expect(try scene.run("find", "two.*").lines.last == "\(source)/sub/two.txt")

      #expect(try scene.run("forget", "--keep-last", "1").status == 0)
      #expect(try scene.run("snapshots").lines.count == 2)
      #expect(try scene.run("prune").status == 0)
      let check = try scene.run("check", "--read-data")
      #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
      let status = try scene.run("status")
      #expect(status.status == 0 && status.text.contains("fine"))
    }
  }

  @Test("a repository without a manifest, and its keys")
  func keys() async throws {
    try await Scene.play { scene in
      let access = ["-r", "vault", "--password-file", "vault.key"]
      try scene.writePrivate("second.key", "battery staple")
      #expect(
        try scene.run(access[0], access[1], access[2], access[3], "key", "add", "--new-password-file", "second.key")
          .status == 0)
      let second = try scene.run("-r", "local:vault", "--password-file", "second.key", "key", "list", "--json")
      let keys = second.objects(of: "key")
      #expect(keys.count == 2)
      #expect(keys.filter { $0["current"] as? Bool == true }.count == 1)
      let own = try #require(keys.first { $0["current"] as? Bool == true }?["id"] as? String)
      let other = try #require(keys.first { $0["current"] as? Bool == false }?["id"] as? String)
      let refused = try scene.run("-r", "vault", "--password-file", "second.key", "key", "remove", own)
      #expect(refused.status == 64 && refused.errors.contains("cannot be removed"))
      #expect(try scene.run("-r", "vault", "--password-file", "second.key", "key", "remove", other).status == 0)
      #expect(try scene.run("snapshots").status == 12)
      try scene.writePrivate("third.key", "third")
      #expect(
        try scene.run(
          "-r", "vault", "--password-file", "second.key", "key", "passwd", "--new-password-file",
          "third.key"
        ).status == 0)
      #expect(try scene.run("-r", "vault", "--password-file", "second.key", "snapshots").status == 12)
      #expect(try scene.run("-r", "vault", "--password-command", "cat third.key", "snapshots").status == 0)
    }
  }

  @Test("init creates, and remembers what it created")
  func creation() async throws {
    try await Scene.play(hasRepository: false) { scene in
      let missing = try scene.run("snapshots")
      #expect(missing.status == 10 && missing.errors.contains("elasto-sync init --target vault"))
      #expect(try scene.run("init", "-n").status == 0)
      #expect(!scene.exists("vault/config"))
      #expect(try scene.run("init").status == 0)
      let again = try scene.run("init")
      #expect(again.status == 1 && again.errors.contains("already"))
      try FileManager.default.removeItem(atPath: scene.path("vault"))
      let gone = try scene.run("apply", "--auto-approve")
      #expect(gone.status == 4 && gone.errors.contains("nothing is there now"), "\(gone.errors)")
      #expect(!scene.exists("vault/config"))
      #expect(try scene.run("init").status == 4)
      #expect(try scene.run("init", "--replace").status == 0)
      #expect(try scene.run("apply", "--auto-approve").status == 0)
    }
  }
}
