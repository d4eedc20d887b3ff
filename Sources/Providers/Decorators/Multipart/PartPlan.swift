/// How an object is cut into parts: the same size and limits always give the same cuts, which is what lets a later run
/// use the parts that an earlier one sent.
package struct PartPlan: Sendable, Hashable {
  package let size: Int64
  /// Bytes of each part but the last.
  package let partSize: Int64

  /// Parts of `preferred` bytes, or, where that makes too many, of as many whole MiB as it takes; `nil` where no parts
  /// that the store takes are large enough.
  package init?(size: Int64, preferred: Int64, limits: MultipartLimits) {
    let mostParts = Int64(max(1, limits.mostParts))
    let needed = Self.roundedUp((size + mostParts - 1) / mostParts)
    partSize = max(1, limits.smallestPart, min(preferred, limits.largestPart), needed)
    guard partSize <= limits.largestPart else { return nil }
    self.size = size
  }

  /// At least 1.
  package var count: Int { Int(max(1, (size + partSize - 1) / partSize)) }

  /// The bytes of a part, numbered from 1.
  package func range(of number: Int) -> Range<Int64> {
    let start = min(size, Int64(number - 1) * partSize)
    return start..<min(size, start + partSize)
  }

  private static func roundedUp(_ bytes: Int64) -> Int64 {
    let unit: Int64 = 1 << 20
    return bytes <= unit ? bytes : (bytes + unit - 1) / unit * unit
  }
}
