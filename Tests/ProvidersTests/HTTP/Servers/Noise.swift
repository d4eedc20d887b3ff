/// Bytes to send around: a block of odd length again and again, so that no piece looks like its neighbour.
enum Noise {
  private static let block = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 9) }

  /// Different for each `seed` below 65,521.
  static func bytes(_ count: Int, seed: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    bytes += block[seed...]
    while bytes.count < count { bytes += block }
    return Array(bytes[..<count])
  }
}
