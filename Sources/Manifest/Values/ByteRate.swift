/// Bytes per second: `40 MiB/s`.
public struct ByteRate: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var bytesPerSecond: UInt64

  public init(bytesPerSecond: UInt64) { self.bytesPerSecond = bytesPerSecond }

  /// A size and `/s`; nil when it is not that, or zero.
  public init?(parsing text: some StringProtocol) {
    guard text.hasSuffix("/s"), let size = ByteSize(parsing: text.dropLast(2)), size.bytes > 0 else { return nil }
    bytesPerSecond = size.bytes
  }

  public var description: String { "\(ByteSize(bytesPerSecond))/s" }

  public static func < (left: ByteRate, right: ByteRate) -> Bool { left.bytesPerSecond < right.bytesPerSecond }
}
