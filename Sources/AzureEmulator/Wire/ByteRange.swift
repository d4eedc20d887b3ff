/// `bytes=0-511`, `bytes=512-`
struct ByteRange: Sendable {
  var first: Int64
  /// Inclusive; `nil` for the end.
  var last: Int64?

  init?(_ text: String) {
    guard text.hasPrefix("bytes=") else { return nil }
    let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int64(ends[0]), first >= 0 else { return nil }
    self.first = first
    guard !ends[1].isEmpty else { return }
    guard let last = Int64(ends[1]), last >= first else { return nil }
    self.last = last
  }

  /// Cut at the end of what has `length` bytes.
  func resolved(in length: Int64) throws(StorageFault) -> Range<Int64> {
    guard first < length else { throw .invalidRange }
    guard let last, last < length else { return first..<length }
    return first..<last + 1
  }

  /// Both ends as they were given; `nil` without a last byte, or one that no length reaches.
  var whole: Range<Int64>? {
    guard let last, last < .max else { return nil }
    return first..<last + 1
  }
}
