/// Tells cheaply whether compressing a piece of data is worth the time.
///
/// Pictures, films, archives and encrypted data look like noise: every byte value as frequent as any other, and nothing
/// repeats nearby. Both are tried on samples:
/// 1. 32 stretches of 128 bytes, evenly spread; the χ² statistic of their byte values against equal shares. An order-0
///    coder saves about (χ² − 255) / (2 · 4096 · ln 2) bits a byte; where that is above 1 % the data is worth it.
/// 2. Where it is not, four stretches of 4 KiB are compressed together at zstd's level −1; saving 1/64 is worth it.
///
/// Noise that repeats only from afar, or structure in the gaps between samples, is taken for incompressible.
/// For one thread at a time.
public final class CompressibilityProbe {
  /// Smaller data is always worth it: compressing costs less than finding out.
  public static var smallestProbed: Int { 32 << 10 }

  private static var stretches: Int { 32 }
  private static var stretchCount: Int { 128 }
  private static var trialStretches: Int { 4 }
  private static var trialStretchCount: Int { 4 << 10 }
  /// 255, which noise has on average, and 0.08 bits in each of the 4,096 bytes.
  private static var highestNoise: Int { 255 + 454 }

  private let compressor: ZstdCompressor
  private let counts: UnsafeMutablePointer<UInt16>
  private let sample: UnsafeMutableRawBufferPointer
  private let room: UnsafeMutableRawBufferPointer

  public init() throws(CompressionError) {
    compressor = try ZstdCompressor(level: -1)
    counts = .allocate(capacity: 256)
    let count = Self.trialStretches * Self.trialStretchCount
    sample = .allocate(byteCount: count, alignment: 16)
    room = .allocate(byteCount: count - count / 64, alignment: 16)
  }

  deinit {
    counts.deallocate()
    sample.deallocate()
    room.deallocate()
  }

  /// Whether compressing is likely to save a hundredth of `bytes` or more.
  public func isWorthCompressing(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= Self.smallestProbed else { return true }
    return !looksLikeNoise(bytes) || samplesShrink(bytes)
  }

  private func looksLikeNoise(_ bytes: UnsafeRawBufferPointer) -> Bool {
    counts.update(repeating: 0, count: 256)
    for index in 0..<Self.stretches {
      let start = (bytes.count - Self.stretchCount) / (Self.stretches - 1) * index
      for position in start..<start + Self.stretchCount { counts[Int(bytes[position])] &+= 1 }
    }
    // χ² = Σ (count − mean)² / mean
    let mean = Self.stretches * Self.stretchCount / 256
    var sum = 0
    for value in 0..<256 {
      let difference = Int(counts[value]) - mean
      sum += difference * difference
    }
    return sum <= Self.highestNoise * mean
  }

  private func samplesShrink(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for index in 0..<Self.trialStretches {
      let start = (bytes.count - Self.trialStretchCount) / (Self.trialStretches - 1) * index
      let target = index * Self.trialStretchCount
      UnsafeMutableRawBufferPointer(rebasing: sample[target..<target + Self.trialStretchCount])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + Self.trialStretchCount]))
    }
    do {
      _ = try compressor.compress(UnsafeRawBufferPointer(sample), into: room)
      return true
    } catch {
      return error.code != .noRoom
    }
  }
}
