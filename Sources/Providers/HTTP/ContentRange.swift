/// `bytes 0-9/1234` (RFC 9110, section 14.4)
struct ContentRange: Sendable, Hashable {
  let range: Range<Int64>
  /// Of the whole object.
  let size: Int64

  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"))
    guard parts.count == 2, parts[0].starts(with: "bytes ".utf8), let size = Int64(Substring(parts[1])) else {
      return nil
    }
    let ends = parts[0].dropFirst(6).split(separator: UInt8(ascii: "-"))
    guard ends.count == 2, let first = Int64(Substring(ends[0])), let last = Int64(Substring(ends[1])), first >= 0,
      last >= first, last < size
    else { return nil }
    range = first..<last + 1
    self.size = size
  }
}
