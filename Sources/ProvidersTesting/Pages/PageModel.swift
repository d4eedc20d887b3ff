import Glibc
import Providers

/// What a volume should hold: all of its bytes in memory.
struct PageModel: Sendable {
  var bytes: [UInt8]
  var snapshots: [(id: String, bytes: [UInt8])] = []

  init(size: Int) { bytes = [UInt8](repeating: 0, count: size) }

  mutating func resize(to size: Int) {
    if size < bytes.count {
      bytes.removeLast(bytes.count - size)
    } else {
      bytes += repeatElement(0, count: size - bytes.count)
    }
  }

  /// Where two arrays differ first, the end of the shorter one where one is longer; `nil` where they are the same.
  static func difference(_ left: [UInt8], _ right: [UInt8]) -> Int? {
    let common = min(left.count, right.count)
    let areSame = left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return memcmp(left, right, common) == 0
      }
    }
    if areSame { return left.count == right.count ? nil : common }
    return (0..<common).first { left[$0] != right[$0] }
  }

  /// The first byte outside of all `ranges` where `now` and `then` differ; what `then` does not have are zeros. Ranges
  /// ascend; `now` begins at `offset` of the volume, and `then` at its start.
  static func differenceOutside(
    of ranges: [Range<Int64>], _ now: [UInt8], _ then: [UInt8] = [], at offset: Int64
  ) -> Int64? {
    let expected = then.prefix(now.count) + [UInt8](repeating: 0, count: max(0, now.count - then.count))
    var position = 0
    for range in ranges + [offset + Int64(now.count)..<offset + Int64(now.count)] {
      let gap = position..<max(position, Int(range.lowerBound - offset))
      if let place = difference(Array(now[gap]), Array(expected[gap])) { return offset + Int64(gap.lowerBound + place) }
      position = max(position, Int(range.upperBound - offset))
    }
    return nil
  }
}
