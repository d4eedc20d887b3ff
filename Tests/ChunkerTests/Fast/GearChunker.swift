@testable import Chunker

/// Gear (FastCDC, Xia et al., 2016) with the sizes and the mean distances of `FastChunker`: what it is measured against.
///
/// The hash of a place is Σ table[byte] · 2^age modulo 2⁶⁴ over the last 64 bytes; a cut if it is below a limit.
final class GearChunker: ContentChunker {
  let minimumSize: Int
  let maximumSize: Int
  private let change: Int
  private let limits: (UInt64, UInt64)
  private let table: [UInt64]

  init(seed: UInt64, sizes: FastSizes) {
    minimumSize = sizes.minimum
    maximumSize = sizes.maximum
    change = sizes.change
    limits = (.max / UInt64(sizes.distanceBefore), .max / UInt64(sizes.distanceAfter))
    table = (0..<256 as Range<UInt64>).map { GeneratedBytes.mix(seed << 8 + $0 + 1) }
  }

  func nextChunk(in bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int? {
    let last = min(bytes.count, maximumSize)
    let whole = isEnd || last == maximumSize ? last : nil
    guard last > minimumSize else { return whole }
    return table.withUnsafeBufferPointer { table in
      var hash: UInt64 = 0
      var place = minimumSize - 64
      while place < last {
        hash = hash << 1 &+ table[Int(bytes[place])]
        place += 1
        if place > minimumSize, hash < (place < change ? limits.0 : limits.1) { return place }
      }
      return whole
    }
  }
}
