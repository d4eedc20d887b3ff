@testable import Chunker

/// The definition, one byte at a time: a window, a fingerprint, a count.
struct PlainRabinChunker {
  private let minimum: Int
  private let maximum: Int
  private let mask: UInt64
  /// The remainder of t · x⁵³, found bit by bit, together with t · x⁵³ itself.
  private let overflow: [UInt64]
  /// What a byte is worth once it has left a window of 64.
  private var expired: [UInt64] = []

  init(polynomial: UInt64, minimum: Int = 512 << 10, maximum: Int = 8 << 20, averageBits: Int = 20) {
    self.minimum = minimum
    self.maximum = maximum
    mask = 1 << UInt64(averageBits) - 1
    overflow = (0..<256 as Range<UInt64>).map { top in
      var rest = top << 53
      for bit in (0..<8 as Range<UInt64>).reversed() where rest >> (53 + bit) & 1 == 1 { rest ^= polynomial << bit }
      return rest ^ top << 53
    }
    expired = (0..<256 as Range<UInt64>).map { byte in
      (0..<64).reduce(byte) { value, _ in Self.append(value, 0, overflow) }
    }
  }

  func chunkLengths(_ bytes: [UInt8]) -> [Int] {
    var lengths: [Int] = []
    var start = 0
    let (overflow, expired, minimum, maximum, mask) = (overflow, expired, minimum, maximum, mask)
    bytes.withUnsafeBufferPointer { bytes in
      while start < bytes.count {
        // A window of zero bytes, into which a 1 is slid; the first bytes of a chunk are not looked at.
        var window = [UInt8](repeating: 0, count: 64)
        window[0] = 1
        var oldest = 1
        var fingerprint: UInt64 = 1
        var place = min(start + minimum - 64, bytes.count)
        while place < bytes.count {
          fingerprint = Self.append(fingerprint, bytes[place], overflow) ^ expired[Int(window[oldest])]
          window[oldest] = bytes[place]
          oldest = (oldest + 1) % 64
          place += 1
          guard place - start >= minimum else { continue }
          if fingerprint & mask == 0 || place - start >= maximum { break }
        }
        lengths.append(place - start)
        start = place
      }
    }
    return lengths
  }

  private static func append(_ fingerprint: UInt64, _ byte: UInt8, _ overflow: [UInt64]) -> UInt64 {
    (fingerprint << 8 | UInt64(byte)) ^ overflow[Int(fingerprint >> 45)]
  }
}
