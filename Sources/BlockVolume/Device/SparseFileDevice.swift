public import Providers

/// A local sparse file as a disk: what `PageStoreDevice` does, and on the calling thread where that can be.
public final class SparseFileDevice: ImmediateBlockDevice {
  private let file: SparseFilePages
  private let device: PageStoreDevice

  public var name: String { device.name }
  public var geometry: BlockGeometry { device.geometry }
  public var isReadOnly: Bool { device.isReadOnly }
  public var size: Int64 { device.size }

  /// - Parameter size: what of the file belongs to the disk: a footer behind it does not.
  public init(_ file: SparseFilePages, name: String, size: Int64, isReadOnly: Bool = false) {
    self.file = file
    device = PageStoreDevice(file, name: name, size: size, isReadOnly: isReadOnly)
  }

  public func readNow(into slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    _ = try checked(slice.count, at: offset)
    return try attempt { () throws(StoreError) in
      try slice.withBytes { bytes throws(StoreError) in try file.readNow(into: bytes, at: offset) }
    }
  }

  public func writeNow(_ slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool {
    if isReadOnly { throw BlockError(readOnly: name) }
    _ = try checked(slice.count, at: offset)
    return try attempt { () throws(StoreError) in
      try slice.withBytes { bytes throws(StoreError) in try file.writeNow(UnsafeRawBufferPointer(bytes), at: offset) }
    }
  }

  public func flushNow() throws(BlockError) -> Bool {
    if !isReadOnly { try attempt { () throws(StoreError) in try file.flushNow() } }
    return true
  }

  public func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    try await device.read(into: slice, at: offset)
  }

  public func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    try await device.write(slice, at: offset, durability)
  }

  public func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    try await device.zero(range, space, durability)
  }

  public func flush() async throws(BlockError) { try await device.flush() }

  public func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    try await device.extents(of: range, limit: limit)
  }

  public func resize(to size: Int64) { device.resize(to: size) }

  public func close() async throws(BlockError) { try await device.close() }

  private func attempt<T>(_ body: () throws(StoreError) -> T) throws(BlockError) -> T {
    do throws(StoreError) {
      return try body()
    } catch {
      throw BlockError(error, name)
    }
  }
}
