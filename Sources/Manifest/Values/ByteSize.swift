/// A number of bytes: `512 B`, `1.5 GiB`, `40MB`.
public struct ByteSize: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var bytes: UInt64

  public init(_ bytes: UInt64) { self.bytes = bytes }

  /// A number, an optional space and a unit that is always written; nil when it is not that or above 2^63 - 1.
  public init?(parsing text: some StringProtocol) {
    guard let (digits, unit) = DecimalNumber.splitting(text),
      let factor = Self.units.first(where: { $0.name == unit })?.factor,
      let bytes = digits.multiplied(by: factor)
    else { return nil }
    self.bytes = bytes
  }

  /// Largest first, binary before decimal.
  static let units: [(name: String, factor: UInt64)] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
  ]

  /// Exact: in the largest unit that divides it.
  public var description: String {
    let unit = Self.units.first { bytes > 0 && bytes.isMultiple(of: $0.factor) }
    guard let unit else { return "\(bytes) B" }
    return "\(bytes / unit.factor) \(unit.name)"
  }

  public static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }
}
