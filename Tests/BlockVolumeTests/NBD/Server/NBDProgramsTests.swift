import Foundation
import ProvidersTesting
import Testing

@testable import BlockVolume

/// Programs that speak NBD for a living, against a sparse file that answers at once and one that does not.
@Suite struct NBDProgramsTests {
  @Test(arguments: [true, false])
  func nbdinfoSeesAllThatIsOffered(isImmediate: Bool) async throws {
    try await withDisk(isImmediate) { disk in
      let text = try disk.run("nbdinfo", [disk.uri])
      for line in [
        "protocol: newstyle-fixed without TLS, using structured packets", "export-size: 67108864 (64M)",
        "base:allocation", "can_multi_conn: true", "can_fua: true", "can_fast_zero: true",
        "block_size_minimum: 512", "block_size_maximum: 33554432",
      ] {
        #expect(text.contains(line))
      }
      #expect(try disk.run("nbdinfo", ["--list", disk.server]).contains("export=\"disk\""))
    }
  }

  @Test(arguments: [true, false])
  func nbdcopyBringsAnImageInAndOutAndTheMapIsThatOfTheImage(isImmediate: Bool) async throws {
    try await withDisk(isImmediate) { disk in
      let image = try disk.image("image")
      _ = try disk.run("nbdcopy", ["--flush", image, disk.uri])
      _ = try disk.run("nbdcopy", ["--destination-is-zero", disk.uri, disk.path("back")])
      _ = try disk.run("cmp", [image, disk.path("back")])
      _ = try disk.run("cmp", [image, disk.file])
      let map = try disk.run("nbdinfo", ["--map", "--json", disk.uri])
      let extents = try #require(try JSONSerialization.jsonObject(with: Data(map.utf8)) as? [[String: Any]])
      #expect(extents.compactMap { $0["length"] as? Int } == [8 << 20, 24 << 20, 4 << 20, 28 << 20])
      #expect(extents.compactMap { $0["type"] as? Int } == [0, 3, 0, 3])
    }
  }

  @Test(arguments: [true, false])
  func qemuConvertsAndComparesImages(isImmediate: Bool) async throws {
    try await withDisk(isImmediate) { disk in
      let image = try disk.image("image")
      _ = try disk.run("qemu-img", ["convert", "-n", "-f", "raw", "-O", "raw", image, disk.uri])
      _ = try disk.run("qemu-img", ["compare", "-f", "raw", "-F", "raw", image, disk.uri])
      _ = try disk.run("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", disk.uri, disk.path("back")])
      _ = try disk.run("qemu-img", ["compare", "-f", "raw", "-F", "qcow2", image, disk.path("back")])
      _ = try disk.run(
        "qemu-img", ["bench", "-f", "raw", "-c", "2000", "-d", "32", "-w", "--flush-interval=50", disk.uri])
    }
  }

  @Test(arguments: [true, false])
  func fioFindsWhatItHasWritten(isImmediate: Bool) async throws {
    try await withDisk(isImmediate) { disk in
      _ = try disk.run(
        "fio",
        [
          "--name=verify", "--ioengine=nbd", "--uri=\(disk.uri)", "--rw=randrw", "--bsrange=4k-256k", "--iodepth=16",
          "--io_size=64m", "--verify=crc32c", "--verify_fatal=1", "--fsync=64", "--randseed=7",
        ])
    }
  }

  // MARK: -

  private struct Disk: Sendable {
    let folder: TemporaryFolder
    /// Of the export, and of the server.
    let uri: String
    let server: String
    /// What is served.
    let file: String

    func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    /// 64 MiB with data at the front and in the middle.
    func image(_ name: String) throws -> String {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: try made(name)))
      try file.write(contentsOf: Data((0..<8 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3 | 1) }))
      try file.seek(toOffset: 32 << 20)
      try file.write(contentsOf: Data(repeating: 0x77, count: 4 << 20))
      try file.truncate(atOffset: 64 << 20)
      return path(name)
    }

    private func made(_ name: String) throws -> String {
      try folder.write([], to: name)
      return path(name)
    }

    /// What the program prints; throws where it does not end with success.
    func run(_ program: String, _ arguments: [String]) throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["timeout", "120", program] + arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      let log = try made("log-\(UInt32.random(in: .min ... .max))")
      let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
      (process.standardOutput, process.standardError) = (output, output)
      process.standardInput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      let text = try String(contentsOfFile: log, encoding: .utf8)
      guard process.terminationStatus == 0 else { throw Failure(description: "\(program): \(text)") }
      return text
    }
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private func withDisk(_ isImmediate: Bool, _ body: @escaping @Sendable (Disk) throws -> Void) async throws {
    try await withSparseFile(64 << 20) { device, path in
      let measured = MeasuredDevice(isImmediate ? device : TaskOnlyDevice(device))
      try await withServer([NBDExport("disk", measured)]) { _, address in
        let disk = Disk(
          folder: try TemporaryFolder(), uri: "\(address)/disk", server: "\(address)", file: path)
        try await blocking { try body(disk) }
      }
    }
  }
}
