/// Random bytes without the time it takes to make them: pieces of a pool.
public enum PageNoise {
  private static let pool: [UInt8] = {
    var random = PageRandom(seed: 1)
    return (0..<(1 << 16)).map { _ in UInt8(truncatingIfNeeded: random.next() >> 7) }
  }()

  /// The same for the same seed; none of it repeats within 64 KiB.
  public static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var start = Int(seed % UInt64(pool.count))
    while bytes.count < count {
      let end = min(pool.count, start + count - bytes.count)
      bytes += pool[start..<end]
      start = 0
    }
    return bytes
  }
}
