/// Which bytes of a pack to ask for, so that many blobs come with few requests.
struct PackStretches {
  /// A gap is read along when it is smaller than what a request costs.
  static let largestGap: Int64 = 128 << 10
  /// A stretch grows no longer by another blob.
  static let longest: Int64 = 8 << 20

  struct Stretch: Hashable {
    var range: Range<Int64>
    /// Positions in the list of requests, ascending by place in the pack.
    var requests: [Int]
  }

  /// In the order of the pack; every request is in exactly one.
  static func plan(_ requests: [BlobRequest]) -> [Stretch] {
    var stretches: [Stretch] = []
    for position in requests.indices.sorted(by: { requests[$0].location.offset < requests[$1].location.offset }) {
      let range = requests[position].location.range
      if let last = stretches.last, range.lowerBound - last.range.upperBound <= largestGap,
        max(range.upperBound, last.range.upperBound) - last.range.lowerBound <= longest
      {
        let end = max(range.upperBound, last.range.upperBound)
        stretches[stretches.count - 1].range = last.range.lowerBound..<end
        stretches[stretches.count - 1].requests.append(position)
      } else {
        stretches.append(Stretch(range: range, requests: [position]))
      }
    }
    return stretches
  }
}
