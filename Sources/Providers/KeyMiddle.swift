/// Where to cut a range of keys in two.
enum KeyMiddle {
  /// A text between two keys, about in the middle of the printable ASCII there: names are mostly made of that.
  ///
  /// `nil` where there is none to be found in two steps: then the range is not worth a cut.
  static func key(behind lower: String, before upper: String?, prefix: String) -> String? {
    let low = Array(lower.utf8)
    let high = upper.map { Array($0.utf8) }
    let start = prefix.utf8.count
    guard low.count >= start else { return nil }
    var common = start
    if let high {
      common = max(start, zip(low, high).prefix { $0 == $1 }.count)
    }
    for depth in common...common + 2 {
      let first = depth < low.count ? low[depth] : first - 1
      let last = depth == common ? high.flatMap { depth < $0.count ? $0[depth] : nil } ?? end : end
      guard first < last else { continue }
      let middle = first + (last - first) / 2
      guard middle > first, (Self.first...end).contains(middle) else {
        if depth < low.count { continue }
        return nil
      }
      return String(validating: low.prefix(depth) + [middle], as: UTF8.self)
    }
    return nil
  }

  private static var first: UInt8 { 0x21 }
  private static var end: UInt8 { 0x7E }
}
