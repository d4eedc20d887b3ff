public import Providers
import Synchronization

/// A page store as a disk.
///
/// The size is as it was when the device was made, until `resize`: nobody else changes it while the volume is served. Once
/// the store has refused a write because another has the volume, nothing is written or flushed any more.
public final class PageStoreDevice: BlockDevice {
  public let name: String
  public let geometry: BlockGeometry
  public let isReadOnly: Bool
  public var size: Int64 { bytes.load(ordering: .acquiring) }

  private let pages: any PageStore
  private let bytes: Atomic<Int64>
  private let fence = Mutex<BlockError?>(nil)

  /// - Parameters:
  ///   - size: what of the store belongs to the disk: a footer behind it does not.
  public init(_ pages: any PageStore, name: String, size: Int64, isReadOnly: Bool = false) {
    self.pages = pages
    self.name = name
    self.isReadOnly = isReadOnly
    geometry = BlockGeometry(block: 512, preferred: Int(max(4096, min(pages.geometry.block, 4 << 20))))
    bytes = Atomic(size)
  }

  public func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    let range = try checked(slice.count, at: offset)
    slice.copy(from: try await attempt { () async throws(StoreError) in try await pages.read(range) })
  }

  public func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    try checkWritable()
    _ = try checked(slice.count, at: offset)
    let bytes = slice.array
    try await attempt { () async throws(StoreError) in try await pages.write(bytes, at: offset) }
    try await settle(durability)
  }

  public func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    try checkWritable()
    try checked(range)
    try await attempt { () async throws(StoreError) in try await pages.clear(range) }
    try await settle(durability)
  }

  public func flush() async throws(BlockError) {
    if isReadOnly { return }
    try checkWritable()
    if pages.capabilities.contains(.durableWrites) { return }
    try await attempt { () async throws(StoreError) in try await pages.flush() }
  }

  public func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    try checked(range)
    let list = try await attempt { () async throws(StoreError) in
      try await pages.allocatedRanges(in: range, limit: limit)
    }
    return BlockExtent.extents(
      ofData: list.ranges, in: range.lowerBound..<(list.next ?? range.upperBound), block: Int64(geometry.block),
      limit: limit)
  }

  /// Changes the size of the disk, not of the store.
  public func resize(to size: Int64) { bytes.store(size, ordering: .releasing) }

  public func close() async throws(BlockError) {
    try await attempt { () async throws(StoreError) in try await pages.close() }
  }

  private func settle(_ durability: WriteDurability) async throws(BlockError) {
    if durability == .durable { try await flush() }
  }

  private func checkWritable() throws(BlockError) {
    if isReadOnly { throw BlockError(readOnly: name) }
    if let error = fence.withLock({ $0 }) { throw error }
  }

  private func attempt<T>(_ body: () async throws(StoreError) -> T) async throws(BlockError) -> T {
    do throws(StoreError) {
      return try await body()
    } catch {
      let error = BlockError(error, name)
      if error.code == .fenced { fence.withLock { $0 = $0 ?? error } }
      throw error
    }
  }
}
