import BlockVolume

/// A device that answers nothing at once.
final class TaskOnlyDevice: BlockDevice {
  private let device: any BlockDevice

  var name: String { device.name }
  var geometry: BlockGeometry { device.geometry }
  var size: Int64 { device.size }
  var isReadOnly: Bool { device.isReadOnly }

  init(_ device: any BlockDevice) { self.device = device }

  func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    try await device.read(into: slice, at: offset)
  }

  func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    try await device.write(slice, at: offset, durability)
  }

  func zero(_ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability) async throws(BlockError) {
    try await device.zero(range, space, durability)
  }

  func flush() async throws(BlockError) { try await device.flush() }

  func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    try await device.extents(of: range, limit: limit)
  }

  func close() async throws(BlockError) { try await device.close() }
}
