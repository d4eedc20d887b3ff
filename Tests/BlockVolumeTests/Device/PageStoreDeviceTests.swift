import Providers
import ProvidersTesting
import Testing

@testable import BlockVolume

/// A page store as a disk, on an emulated account.
@Suite struct PageStoreDeviceTests {
  @Test func nothingIsWrittenOrFlushedOnceAnotherHasTheVolume() async throws {
    let store = try await AzureTestAccount.shared().container("devices")
    let blob = try await store.createPageBlob("fenced-\(UInt64.random(in: 0 ... .max))", size: 4096)
    try await blob.acquireLease(id: PageLease.newID(), seconds: 60)
    let device = PageStoreDevice(blob, name: "disk", size: 4096)
    let block = IOBuffer([UInt8](repeating: 1, count: 512)).whole
    try await device.write(block, at: 0, .durable)
    // Another takes it.
    _ = try await blob.breakLease(after: 0)
    let other = try await store.openPageBlob(blob.key, .writing)
    try await other.acquireLease(id: PageLease.newID(), seconds: 60)

    let attempts: [() async throws -> Void] = [
      { try await device.write(block, at: 0, .ordinary) }, { try await device.flush() },
      { try await device.zero(0..<512, .released, .ordinary) },
    ]
    for attempt in attempts {
      let error = await #expect(throws: BlockError.self) { try await attempt() }
      #expect(error?.code == .fenced)
    }
    let seen = IOBuffer(capacity: 512).whole
    try await device.read(into: seen, at: 0)
    #expect(seen.array == block.array)
    try await other.releaseLease()
  }
}
