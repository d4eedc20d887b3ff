/// Parts of a volume that hold data: one page of them.
public struct PageRangeList: Sendable, Hashable {
  /// Ascending, without overlap.
  public var ranges: [Range<Int64>]
  /// Where the next list begins; `nil` at the end.
  public var next: Int64?

  public init(ranges: [Range<Int64>], next: Int64?) {
    self.ranges = ranges
    self.next = next
  }
}

/// A part of a volume that is not as it was.
public struct PageChange: Sendable, Hashable {
  public var range: Range<Int64>
  /// It reads as zeros now.
  public var isCleared: Bool

  public init(range: Range<Int64>, isCleared: Bool) {
    self.range = range
    self.isCleared = isCleared
  }
}

/// Parts of a volume that are not as they were: one page of them.
public struct PageChangeList: Sendable, Hashable {
  /// Ascending, without overlap.
  public var changes: [PageChange]
  /// Where the next list begins; `nil` at the end.
  public var next: Int64?

  public init(changes: [PageChange], next: Int64?) {
    self.changes = changes
    self.next = next
  }
}
