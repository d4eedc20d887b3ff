import CZstd

/// zstd (RFC 8878) with one context for any number of frames, one after another.
///
/// A frame states the size of its content and carries no checksum: what is stored is named by its SHA-256.
/// For one thread at a time.
public final class ZstdCompressor {
  /// The levels that zstd has; below 1 they trade size for speed, above 19 they take hundreds of MiB.
  public static var levels: ClosedRange<Int> { Int(ZSTD_minCLevel())...Int(ZSTD_maxCLevel()) }

  /// The level of every frame.
  public let level: Int

  private let context: OpaquePointer

  public init(level: Int) throws(CompressionError) {
    guard Self.levels.contains(level) else {
      throw CompressionError(.invalidLevel, "there is no level \(level), only \(Self.levels)")
    }
    guard let context = ZSTD_createCCtx() else { throw CompressionError(.failed, "there is not enough memory") }
    let status = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    guard ZSTD_isError(status) == 0 else {
      ZSTD_freeCCtx(context)
      throw CompressionError(status: status)
    }
    self.level = level
    self.context = context
  }

  deinit { ZSTD_freeCCtx(context) }

  /// The most bytes that a frame with `count` bytes of content can have.
  public static func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  /// Writes one frame with `input` to the start of `output` and returns its length.
  ///
  /// Throws `noRoom` when it does not fit, which cannot be when `output` has `bound(input.count)` bytes.
  public func compress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) -> Int {
    let status = ZSTD_compress2(context, output.baseAddress, output.count, input.baseAddress, input.count)
    guard ZSTD_isError(status) == 0 else { throw CompressionError(status: status) }
    return status
  }
}
