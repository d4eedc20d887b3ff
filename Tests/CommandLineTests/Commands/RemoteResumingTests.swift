import AzureEmulator
import Foundation
import Glibc
import Providers
import ProvidersTesting
import Testing

@Suite("Large transfers that are killed")
struct RemoteResumingTests {
  private static let partSize = 16 << 20

  /// Sixteen parts, and a bit.
  private static let large = "head -c 268440000 /dev/urandom > large"

  /// Kills the program as soon as `isDue` says so; false where it had ended before.
  ///
  /// Without a task's pauses: other tests may keep the few threads of the pool for longer than the transfer takes.
  private static func kill(_ program: RunningProgram, when isDue: () throws -> Bool) throws -> Bool {
    while program.process.isRunning {
      if try isDue() {
        Glibc.kill(program.process.processIdentifier, SIGKILL)
        return try program.finish().status == SIGKILL
      }
      usleep(1000)
    }
    return false
  }

  /// What the program has read so far. It reads each part twice: for its sums, and to send it.
  private static func bytesRead(by program: RunningProgram) -> Int {
    let text = try? String(contentsOfFile: "/proc/\(program.process.processIdentifier)/io", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("rchar: ") }
    return line.flatMap { Int($0.dropFirst("rchar: ".count)) } ?? 0
  }

  private static func start(_ stage: ObjectStage, _ arguments: String...) throws -> RunningProgram {
    try Program.start(
      Program.elastoSync, ["remote"] + arguments, in: stage.scene.folder, environment: stage.scene.environment)
  }

  private static func resumedBytes(_ outcome: Outcome) -> Int {
    outcome.objects(of: "remote_summary").first?["resumed_bytes"] as? Int ?? -1
  }

  private static func store(_ stage: ObjectStage, _ cloud: ObjectStage.Cloud) async throws -> any MultipartStore {
    cloud == .az ? try stage.account.store(container: stage.container) : try stage.server.store(bucket: stage.container)
  }

  @Test("a put goes on with the parts that arrived", arguments: [ObjectStage.Cloud.weed, .az])
  func put(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play(requests: 1) { stage in
      try stage.scene.shell(Self.large)
      let store = try await Self.store(stage, cloud)
      let arrived = { () async throws -> Int in
        guard let upload = try await store.listUploads(prefix: "large").first else { return 0 }
        return try await store.listParts(of: upload).count
      }
      let first = try Self.start(stage, "put", "large", stage.place(cloud))
      try #require(try Self.kill(first) { Self.bytesRead(by: first) > 10 * Self.partSize })
      let kept = try await arrived()
      #expect(kept >= 2)
      #expect(try stage.run("stat", stage.place(cloud, "large")).status == 1)

      let second = try stage.succeed("--json", "put", "large", stage.place(cloud))
      #expect(Self.resumedBytes(second) >= (kept - 1) * Self.partSize, "\(kept) parts had arrived; \(second.text)")
      #expect(Self.resumedBytes(second) < 268_440_000)
      let same = try stage.shell("rclone cat \(stage.place(cloud, "large")) | cmp - large")
      #expect(same.status == 0, "\(same.text)\(same.errors)")
      #expect(try await store.listUploads(prefix: "").isEmpty)
    }
  }

  @Test(
    "a get goes on with the parts that arrived, and begins anew where the object is another",
    arguments: [ObjectStage.Cloud.weed, .az])
  func get(_ cloud: ObjectStage.Cloud) async throws {
    try await ObjectStage.play(requests: 1) { stage in
      try stage.scene.shell(Self.large)
      try stage.succeed("put", "large", stage.place(cloud))
      let kept = try await Self.interruptGet(stage, cloud)
      let second = try stage.succeed("--json", "get", stage.place(cloud, "large"), "back")
      #expect(Self.resumedBytes(second) >= kept * Self.partSize, "\(kept) parts had arrived; \(second.text)")
      #expect(Self.resumedBytes(second) < 268_440_000)
      #expect(try stage.scene.shell("cmp large back; ls -A | grep -c elasto-tmp").text == "0\n")

      _ = try await Self.interruptGet(stage, cloud)
      try stage.scene.shell("head -c 268440000 /dev/urandom > large")
      try stage.succeed("put", "large", stage.place(cloud))
      let third = try stage.succeed("--json", "get", stage.place(cloud, "large"), "back")
      #expect(Self.resumedBytes(third) == 0)
      #expect(try stage.scene.shell("cmp large back; ls -A | grep -c elasto-tmp").text == "0\n")
    }
  }

  /// Kills a get in its middle; the number of parts that were there.
  private static func interruptGet(_ stage: ObjectStage, _ cloud: ObjectStage.Cloud) async throws -> Int {
    try stage.scene.shell("rm -f back")
    let arrived = {
      // Behind the content stand a header and a byte for each part.
      let found = try FileManager.default.contentsOfDirectory(atPath: stage.scene.folder.path)
      guard let name = found.first(where: { $0.hasPrefix(".elasto-tmp-get-") }),
        let file = FileHandle(forReadingAtPath: stage.scene.path(name))
      else { return 0 }
      try file.seek(toOffset: 268_440_000 + 1024)
      return try file.readToEnd()?.count { $0 == 1 } ?? 0
    }
    let program = try start(stage, "get", stage.place(cloud, "large"), "back")
    try #require(try kill(program) { try arrived() >= 2 })
    #expect(!stage.scene.exists("back"))
    return try arrived()
  }
}
