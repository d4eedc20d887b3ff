/// The sizes that a device works in, in bytes. All are powers of two.
public struct BlockGeometry: Sendable, Hashable {
  /// The smallest unit: what is written at once, or not at all.
  public var block: Int
  /// The unit below which a write costs a read as well, or as much as a whole one: at least `block`.
  public var preferred: Int
  /// The largest transfer that is one request to the storage: splitting below it costs time.
  public var largest: Int

  public init(block: Int = 512, preferred: Int = 4096, largest: Int = 4 << 20) {
    self.block = block
    self.preferred = preferred
    self.largest = largest
  }
}

extension BlockDevice {
  /// Throws `.outOfRange` unless `count` bytes from `offset` on are whole blocks inside of the device; else their range.
  public func checked(_ count: Int, at offset: Int64) throws(BlockError) -> Range<Int64> {
    let (end, overflows) = offset.addingReportingOverflow(Int64(count))
    guard offset >= 0, count >= 0, !overflows else { throw BlockError(count, at: offset, outside: size, name) }
    return try checked(offset..<end)
  }

  @discardableResult
  public func checked(_ range: Range<Int64>) throws(BlockError) -> Range<Int64> {
    let mask = Int64(geometry.block - 1)
    guard range.lowerBound >= 0, range.upperBound <= size, range.lowerBound & mask == 0, range.upperBound & mask == 0
    else { throw BlockError(range.count, at: range.lowerBound, outside: size, name) }
    return range
  }
}
