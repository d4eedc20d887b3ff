import Providers
import ProvidersTesting
import Testing

@testable import BlockVolume

@Suite struct SparseFileDeviceTests {
  @Test func whatWasWrittenAtOnceIsReadBothWays() async throws {
    try await withDevice(size: 1 << 20) { device in
      let written = IOBuffer((0..<8192).map { UInt8(truncatingIfNeeded: $0 / 512 + 1) }).whole
      #expect(try device.writeNow(written, at: 4096))
      let (now, later) = (IOBuffer(capacity: 8192).whole, IOBuffer(capacity: 8192).whole)
      #expect(try device.readNow(into: now, at: 4096))
      try await device.read(into: later, at: 4096)
      #expect(now.array == written.array)
      #expect(later.array == written.array)
    }
  }

  @Test(
    arguments: [(512, 1 << 20), (511, 0), (512, 1), (512, -512), (1024, (1 << 20) - 512), (512, .max - 511)]
      as [(Int, Int64)])
  func whatIsNoWholeBlockInsideIsRefused(count: Int, offset: Int64) async throws {
    try await withDevice(size: 1 << 20) { device in
      let slice = IOBuffer(capacity: count).whole
      let codes = [
        await code { try await device.read(into: slice, at: offset) },
        await code { try await device.write(slice, at: offset, .ordinary) },
        await code { _ = try device.readNow(into: slice, at: offset) },
        await code { _ = try device.writeNow(slice, at: offset) },
      ]
      #expect(codes == Array(repeating: .outOfRange, count: 4))
    }
  }

  @Test func extentsCoverTheRangeAndTellHolesFromData() async throws {
    try await withDevice(size: 1 << 20) { device in
      let bytes = IOBuffer(Array(repeating: 7, count: 4096)).whole
      try await device.write(bytes, at: 64 << 10, .durable)
      #expect(
        try await device.extents(of: 0..<1 << 20, limit: 100) == [
          BlockExtent(0..<64 << 10, .hole), BlockExtent(64 << 10..<68 << 10, .data),
          BlockExtent(68 << 10..<1 << 20, .hole),
        ])
      try await device.zero(64 << 10..<68 << 10, .released, .durable)
      #expect(try await device.extents(of: 512..<1 << 20, limit: 100) == [BlockExtent(512..<1 << 20, .hole)])
    }
  }

  private func code(_ body: () async throws -> Void) async -> BlockError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? BlockError)?.code
    }
  }

  private func withDevice(size: Int64, _ body: (SparseFileDevice) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let file = try await SparseFilePages.create(at: folder.path + "/disk.img", size: size)
    let device = SparseFileDevice(file, name: "disk", size: size)
    try await body(device)
    try await device.close()
  }
}
