import BlockVolume
import Foundation
import Providers
import Synchronization
import Testing

@testable import ElastoSync

@Suite struct DiskCopyTests {
  /// A sparse file with bytes at places, as a disk.
  private static func disk(_ name: String, size: Int64, in folder: String, _ data: [Int64: [UInt8]] = [:]) async throws
    -> SparseFileDevice
  {
    let file = try await SparseFilePages.create(at: "\(folder)/\(name)", size: size)
    for (offset, bytes) in data { try await file.write(bytes, at: offset) }
    return SparseFileDevice(file, name: name, size: size)
  }

  private static func play(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("disk-copy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
  }

  @Test(arguments: [true, false])
  func theCopyIsTheSameAndZerosBehindItAreClearedWhereItIsNotNew(isNew: Bool) async throws {
    try await Self.play { folder in
      let (size, larger): (Int64, Int64) = (64 << 20, 96 << 20)
      let noise = (0..<200_000).map { _ in UInt8.random(in: 1...255) }
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      let source = try await Self.disk(
        "source", size: size, in: folder, [512: noise, 20 << 20: zeros, (20 << 20) + (1 << 20): noise, size - 512: [7]])
      let old = isNew ? [:] : [0: noise, 10 << 20: noise, 21 << 20: zeros, 90 << 20: noise, larger - 512: [9]]
      let destination = try await Self.disk("destination", size: larger, in: folder, old)
      let done = Mutex<Int64>(0)
      let copy = DiskCopy(to: destination, isNew: isNew) { count in done.withLock { $0 += count } }
      try await copy.copy(from: source)
      try await destination.flush()
      #expect(done.withLock { $0 } == size)
      // Zeros that take space are read, and not written.
      #expect(copy.writtenBytes < 2 * 300_000 && copy.writtenBytes >= 400_001)
      let (expected, found) = try (
        Data(contentsOf: URL(fileURLWithPath: "\(folder)/source")),
        Data(contentsOf: URL(fileURLWithPath: "\(folder)/destination"))
      )
      #expect(found.prefix(Int(size)) == expected)
      #expect(found.suffix(Int(larger - size)).allSatisfy { $0 == 0 })
      try await source.close()
      try await destination.close()
    }
  }

  @Test func aDiskThatTakesSpaceForZerosIsZero() async throws {
    try await Self.play { folder in
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      let disk = try await Self.disk("zeros", size: 16 << 20, in: folder, [8 << 20: zeros])
      #expect(try await DiskWalk(disk).isZero())
      _ = try disk.writeNow(IOBuffer([UInt8](repeating: 1, count: 512)).whole, at: (16 << 20) - 512)
      #expect(try await !DiskWalk(disk).isZero())
      #expect(try await DiskWalk(disk).check(readsData: true) { _ in } >= 512)
      try await disk.close()
    }
  }
}
