import Foundation
import Providers
import Testing

@testable import ResticRepository

@Suite("Bad input: repositories")
struct BadRepositoryTests {
  @Test("a wrong password says so, with exit status 12")
  func wrongPassword() async throws {
    try await Scene.play { scene in
      try scene.writePrivate("vault.key", "wrong")
      for command in ["plan", "snapshots", "check", "prune"] {
        let outcome = try scene.run(command)
        #expect(outcome.status == 12, "\(command)")
        #expect(outcome.errors.contains("password") && outcome.errors.contains("vault"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("wrong\n"))
      }
      let apply = try scene.run("apply", "--auto-approve")
      #expect(apply.status == 12 && apply.errors.contains("password"))
    }
  }

  @Test("a repository of another version is refused, with the version")
  func otherVersion() async throws {
    try await Scene.play { scene in
      let repository = try await scene.openRepository()
      var config = repository.config
      config.version = 3
      let sealed = try FileCodec(repository.masterKey).seal(config.encoded(), isCompressed: false).bytes
      try await repository.store.put("config", sealed)
      let outcome = try scene.run("snapshots")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("format version 3") && outcome.errors.contains("newer"), "\(outcome.errors)")
    }
  }

  enum Damage: String, CaseIterable {
    case flipped, truncated, emptied, gone

    func apply(to file: URL) throws {
      var bytes = try Data(contentsOf: file)
      switch self {
      case .flipped: bytes[bytes.count / 2] ^= 0x10
      case .truncated: bytes.removeLast(bytes.count / 3)
      case .emptied: bytes = Data()
      case .gone:
        try FileManager.default.removeItem(at: file)
        return
      }
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      try bytes.write(to: file)
    }
  }

  @Test(
    "damage to any file of a repository is found by check and named, and a restore loses nothing that was there",
    arguments: ["data", "index", "snapshots"], Damage.allCases)
  func damaged(kind: String, damage: Damage) async throws {
    try await Scene.play { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      let files = scene.files(below: "vault/\(kind)")
      for name in files { try damage.apply(to: scene.folder.appendingPathComponent(name)) }
      let snapshotIsGone = kind == "snapshots" && damage == .gone
      let check = try scene.run("check", "--read-data")
      #expect(check.status == (snapshotIsGone ? 0 : 1), "\(check.errors)")
      if kind == "index", damage == .gone {
        #expect(check.errors.contains("index does not know"), "\(check.errors)")
      } else if !snapshotIsGone {
        let ids = files.map { URL(fileURLWithPath: $0).lastPathComponent }
        #expect(ids.contains { check.errors.contains($0.prefix(8)) }, "\(check.errors)")
      }
      for command in [
        ["ls", "-R"], ["cat", "latest:\(scene.path("files"))/one.txt"], ["find", "*"], ["prune"], ["plan"],
      ] {
        let outcome = try Program.run(
          Program.elastoSync, command + ["--no-cache"], in: scene.folder, environment: scene.environment)
        #expect([0, 1, 3].contains(outcome.status), "\(command): \(outcome.errors)")
        #expect(outcome.status == 0 || outcome.errors.contains("elasto-sync: error: "), "\(command): \(outcome.errors)")
      }
      #expect(try scene.read("files/one.txt") == "one\n")
    }
  }

  @Test("a damaged key says so, not that the password is wrong", arguments: [Damage.flipped, .truncated, .emptied])
  func damagedKey(damage: Damage) async throws {
    try await Scene.play { scene in
      let key = try #require(scene.files(below: "vault/keys").first)
      try damage.apply(to: scene.folder.appendingPathComponent(key))
      let outcome = try scene.run("snapshots")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("key is damaged"), "\(outcome.errors)")
    }
  }

  @Test("a damaged or missing config is named", arguments: Damage.allCases)
  func damagedConfig(damage: Damage) async throws {
    try await Scene.play { scene in
      try damage.apply(to: scene.folder.appendingPathComponent("vault/config"))
      let outcome = try scene.run("snapshots")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("config") && outcome.errors.contains("copy"), "\(outcome.errors)")
    }
  }

  @Test("a lock of somebody else says who, and waits no longer than it is told")
  func locked() async throws {
    try await Scene.play { scene in
      let repository = try await scene.openRepository()
      let lock = try await repository.lock(exclusive: true)
      let outcome = try scene.run("prune")
      #expect(outcome.status == 11)
      #expect(outcome.errors.contains("--lock-wait") && outcome.errors.contains("process"), "\(outcome.errors)")
      let apply = try scene.run("apply", "--auto-approve")
      #expect(apply.status == 11, "\(apply.errors)")
      try await lock.release()
      #expect(try scene.run("prune").status == 0)
    }
  }

  @Test("another repository in the place of the one that was there is refused")
  func exchanged() async throws {
    try await Scene.play { scene in
      #expect(try scene.run("apply", "--auto-approve").status == 0)
      try FileManager.default.moveItem(atPath: scene.path("vault"), toPath: scene.path("old"))
      try await scene.createRepository()
      let outcome = try scene.run("apply", "--auto-approve")
      #expect(outcome.status == 4 && outcome.errors.contains("--replace"), "\(outcome.errors)")
      #expect(scene.files(below: "vault/snapshots").isEmpty)
      #expect(try scene.run("init", "--replace").status == 0)
      #expect(try scene.run("apply", "--auto-approve").status == 0)
    }
  }
}
