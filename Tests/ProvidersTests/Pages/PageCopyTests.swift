import AzureEmulator
import Glibc
import ProvidersTesting
import Secrets
import Synchronization
import Testing

@testable import Providers

@Suite struct PageCopyTests {
  private static let size: Int64 = 1 << 40
  /// What the volumes of the tests hold: far apart, at odd places, and across the ends of pieces.
  private static let parts: [Range<Int64>] = [
    0..<4096, 1 << 30..<1 << 30 + 70_000, (1 << 32) - 100_000..<(1 << 32) + 200_000, size - 4096..<size,
  ]

  @Test func onlyWhatIsAllocatedGoesToAPageBlobAndBack() async throws {
    let folder = try TemporaryFolder()
    let file = try await SparseFilePages.create(at: "\(folder.path)/disk.img", size: Self.size)
    for part in Self.parts { try await file.write(Self.bytes(part), at: part.lowerBound) }
    let (store, counters) = try await Self.countingStore()
    let blob = try await store.createPageBlob("copy-\(UInt64.random(in: 0 ... .max))", size: Self.size)

    let up = try await PageCopy().copy(from: file, to: blob, isNew: true)
    // Parts begin and end in the middle of a file system's block.
    let most = Self.parts.reduce(0) { $0 + Int64($1.count) + 2 * 4096 }
    #expect(up.size == Self.size)
    #expect(up.writtenBytes <= most)
    #expect(counters.counts[.put]?.sentBytes == up.writtenBytes)
    #expect(counters.counts[.get] == nil)

    let copy = try await SparseFilePages.create(at: "\(folder.path)/copy.img", size: Self.size)
    let down = try await PageCopy().copy(from: blob, to: copy, isNew: true)
    #expect(down.readBytes == up.writtenBytes)
    #expect(counters.counts[.get]?.receivedBytes == down.readBytes)
    for part in Self.parts {
      let isSame = try await copy.read(part) == Self.bytes(part)
      #expect(isSame)
    }
    let allocated = try await copy.allocatedRanges(in: 0..<Self.size, limit: 100).ranges
    #expect(allocated.reduce(0) { $0 + Int64($1.count) } <= most)
  }

  @Test func zerosOfAFileAreHolesOfTheBlob() async throws {
    let folder = try TemporaryFolder()
    let size = 32 << 20
    // A file without a hole.
    let file = try await SparseFilePages.create(at: "\(folder.path)/disk.img", size: Int64(size))
    try await file.write([UInt8](repeating: 0, count: size), at: 0)
    try await file.write([UInt8](repeating: 1, count: 1000), at: 20 << 20)
    let (store, counters) = try await Self.countingStore()
    let blob = try await store.createPageBlob("zeros-\(UInt64.random(in: 0 ... .max))", size: Int64(size))
    let summary = try await PageCopy().copy(from: file, to: blob, isNew: true)
    #expect(summary.writtenBytes == 64 << 10)
    #expect(counters.counts[.put]?.sentBytes == 64 << 10)
  }

  @Test func aVolumeThatHeldSomethingElseBecomesTheSame() async throws {
    let folder = try TemporaryFolder()
    let source = try await SparseFilePages.create(at: "\(folder.path)/disk.img", size: 10_000_001)
    let volumes = BlockObjects(MemoryStore(), settings: BlockObjectPagesTests.settings(block: 16_384))
    let destination = try await volumes.create("disk", size: 20 << 20)
    try await destination.write([UInt8](repeating: 7, count: 20 << 20), at: 0)
    let part = Range<Int64>(uncheckedBounds: (3_000_000, 4_500_000))
    try await source.write(Self.bytes(part), at: part.lowerBound)
    try await PageCopy().copy(from: source, to: destination, isNew: false)
    #expect(try await destination.properties().size == 10_000_001)
    let isSame = try await destination.read(0..<10_000_001) == (try await source.read(0..<10_000_001))
    #expect(isSame)
  }

  @Test func anUpdateMovesWhatHasChanged() async throws {
    let folder = try TemporaryFolder()
    let volumes = BlockObjects(MemoryStore(), settings: BlockObjectPagesTests.settings(block: 16_384))
    let source = try await volumes.create("disk", size: 8 << 20)
    try await source.write(BlockObjectPagesTests.bytes(4 << 20, 1), at: 0)
    let old = try await source.makeSnapshot()
    let copy = try await SparseFilePages.create(at: "\(folder.path)/disk.img", size: 8 << 20)
    try await PageCopy().copy(from: try await source.openSnapshot(old.id), to: copy, isNew: true)
    try await source.write(BlockObjectPagesTests.bytes(100_000, 2), at: 5 << 20)
    try await source.clear(1 << 20..<2 << 20)
    let new = try await source.openSnapshot(try await source.makeSnapshot().id)
    let summary = try await PageCopy().update(copy, to: new, since: old.id)
    let isSame = try await copy.read(0..<8 << 20) == (try await new.read(0..<8 << 20))
    #expect(isSame)
    #expect(summary.writtenBytes <= 200_000)
  }

  @Test func progressIsOfTheWholeVolume() async throws {
    let folder = try TemporaryFolder()
    let source = try await SparseFilePages.create(at: "\(folder.path)/a.img", size: 1 << 30)
    try await source.write([UInt8](repeating: 1, count: 1 << 20), at: 1 << 29)
    let destination = try await SparseFilePages.create(at: "\(folder.path)/b.img", size: 1 << 30)
    try await destination.write([UInt8](repeating: 2, count: 1 << 20), at: 1 << 28)
    let counter = Counter()
    try await PageCopy(progress: { counter.add($0) }).copy(from: source, to: destination, isNew: false)
    #expect(counter.sum == 1 << 30)
    #expect(try await destination.allocatedRanges(in: 0..<1 << 30, limit: 10).ranges == [1 << 29..<1 << 29 + 1 << 20])
  }

  private static func bytes(_ range: Range<Int64>) -> [UInt8] {
    (0..<range.count).map { UInt8(truncatingIfNeeded: $0 % 255 + 1) }
  }

  /// A container whose requests are counted.
  private static func countingStore() async throws -> (AzureStore, RequestCounters) {
    let account = try await AzureTestAccount.shared()
    _ = try await account.container("pages")
    let counters = RequestCounters()
    let text = SecretBytes(copying: Array(account.connectionString.utf8))
    let store = try AzureStore(
      AzureConfiguration(account: account.settings.accountName, container: "pages", endpoint: account.endpoint),
      credentials: FixedAzureCredentials(AzureCredentials(try AzureConnectionString(text).kind, origin: "test")),
      transport: try HTTPClient(configuration: HTTPConfiguration(proxies: .none, observer: counters)))
    return (store, counters)
  }

  private final class Counter: Sendable {
    private let state = Mutex(Int64(0))
    var sum: Int64 { state.withLock { $0 } }
    func add(_ count: Int64) { state.withLock { $0 += count } }
  }
}
