/// A part of a device that is alike.
public struct BlockExtent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// May hold anything, and takes space.
    case data
    /// Reads as zeros, and takes space.
    case zeroes
    /// Reads as zeros, and takes none.
    case hole
  }

  public var range: Range<Int64>
  public var kind: Kind

  public init(_ range: Range<Int64>, _ kind: Kind) {
    self.range = range
    self.kind = kind
  }
}
