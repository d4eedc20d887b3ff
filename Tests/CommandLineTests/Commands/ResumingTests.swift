import Foundation
import Testing

@Suite("A run that was killed, and the one after it")
struct ResumingTests {
  private static func packs(_ scene: Scene) -> Int {
    scene.files(below: "vault/data").filter { !$0.contains("/.elasto-tmp-") }.count
  }

  /// Kills a first apply when some packs have arrived, and gives their number.
  private static func interrupt(_ scene: Scene) throws -> Int {
    let random = try #require(FileHandle(forReadingAtPath: "/dev/urandom"))
    try #require(try random.read(upToCount: 96 << 20)).write(to: URL(fileURLWithPath: scene.path("files/noise")))
    try scene.write("elasto.yaml", scene.manifest(target: ", pack-size: 4 MiB"))
    let apply = try scene.start("apply", "--auto-approve")
    while packs(scene) < 4, apply.process.isRunning { usleep(1000) }
    kill(apply.process.processIdentifier, SIGKILL)
    let outcome = try apply.finish()
    try #require(outcome.status == SIGKILL, "the run was over before it could be killed: \(outcome.errors)")
    return packs(scene)
  }

  @Test("what had arrived is used, with and without the state folder", arguments: [false, true])
  func packsAreAdopted(withoutState: Bool) async throws {
    try await Scene.play { scene in
      let arrived = try Self.interrupt(scene)
      if withoutState { try FileManager.default.removeItem(atPath: scene.path("state")) }
      let second = try scene.run("apply", "--auto-approve", "--json")
      #expect(second.status == 0, "\(second.errors)")
      let resumed = try #require(second.objects(of: "resumed").first)
      #expect(resumed["packs"] as? Int == arrived)
      #expect(resumed["unreadable"] as? Int == 0)
      let saved = try #require(second.objects(of: "snapshot_saved").first)
      let stored = try #require(saved["stored_bytes"] as? Int)
      #expect(stored <= (96 << 20) - (arrived - 1) * (4 << 20) + (1 << 20), "\(stored) with \(arrived) packs there")

      let check = try scene.run("check", "--read-data")
      #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
      let third = try scene.run("apply", "--auto-approve", "--json")
      #expect(third.objects(of: "resumed").isEmpty)
      #expect(try scene.shell("restic -r vault -p vault.key check").status == 0)
    }
  }

  @Test("a pack that is no pack is named, and spoils nothing")
  func strangePack() async throws {
    try await Scene.play { scene in
      let name = String(repeating: "ab", count: 32)
      try scene.write("vault/data/ab/\(name)", "neither sealed nor a pack, but long enough to be looked at closely")
      let apply = try scene.run("apply", "--auto-approve", "--json")
      #expect(apply.status == 0, "\(apply.errors)")
      #expect(apply.objects(of: "resumed").first?["unreadable"] as? Int == 1)
      #expect(try scene.run("check").status != 12)
    }
  }
}
