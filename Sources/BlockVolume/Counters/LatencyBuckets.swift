/// The buckets of a latency: eight to each doubling, from 0 to 2⁴⁰ ns (18 minutes); what is longer is in the last.
enum LatencyBuckets {
  private static let bits = 3
  private static let longest = 40
  static let count = (longest - bits + 1) << bits

  static func index(of nanoseconds: UInt64) -> Int {
    let small = 1 << bits as UInt64
    guard nanoseconds >= small else { return Int(nanoseconds) }
    let exponent = 63 - nanoseconds.leadingZeroBitCount
    guard exponent < longest else { return count - 1 }
    let part = Int(nanoseconds >> UInt64(exponent - bits) & (small - 1))
    return (exponent - bits + 1) << bits + part
  }

  /// The first latency, in nanoseconds, behind the bucket.
  static func end(of index: Int) -> UInt64 {
    let small = 1 << bits
    guard index >= small else { return UInt64(index + 1) }
    let (shift, part) = (index >> bits - 1, index & (small - 1))
    return UInt64(small + part + 1) << UInt64(shift)
  }
}
