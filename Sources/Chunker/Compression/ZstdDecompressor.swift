import CZstd
import Glibc

/// Unpacks zstd frames (RFC 8878) with one context for any number of them, one after another.
///
/// The input comes from a store and may hold anything. For one thread at a time.
public final class ZstdDecompressor {
  private let context: OpaquePointer

  public init() throws(CompressionError) {
    guard let context = ZSTD_createDCtx() else { throw CompressionError(.failed, "there is not enough memory") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// Unpacks `input` to the start of `output` and returns the number of bytes.
  ///
  /// Throws `noRoom` when there are more than `output` can take. The caller compares the number with the expected one.
  public func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) -> Int {
    guard !input.isEmpty else { throw CompressionError(.damaged, "there is no frame") }
    let status = ZSTD_decompressDCtx(context, output.baseAddress, output.count, input.baseAddress, input.count)
    guard ZSTD_isError(status) == 0 else { throw CompressionError(status: status) }
    return status
  }

  /// Whether `input` unpacks to exactly `expected`, found with memory for a piece of it at a time.
  public func unpacks(_ input: UnsafeRawBufferPointer, to expected: UnsafeRawBufferPointer) throws(CompressionError)
    -> Bool
  {
    _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: ZSTD_DStreamOutSize(), alignment: 16)
    defer { piece.deallocate() }
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var position = 0
    while true {
      var target = ZSTD_outBuffer(dst: piece.baseAddress, size: piece.count, pos: 0)
      let status = ZSTD_decompressStream(context, &target, &source)
      guard ZSTD_isError(status) == 0 else { throw CompressionError(status: status) }
      guard target.pos <= expected.count - position, Self.areEqual(piece, expected, from: position, count: target.pos)
      else { return false }
      position += target.pos
      if status == 0 { return source.pos == source.size && position == expected.count }
      // It may still hold output when the piece is full.
      if source.pos == source.size, target.pos < target.size { return false }
    }
  }

  private static func areEqual(
    _ piece: UnsafeMutableRawBufferPointer, _ whole: UnsafeRawBufferPointer, from start: Int, count: Int
  ) -> Bool {
    guard count > 0, let piece = piece.baseAddress, let whole = whole.baseAddress else { return true }
    return memcmp(piece, whole + start, count) == 0
  }

  /// Unpacks `input`, whose frame may not state its size; throws `noRoom` rather than return more than `limit` bytes.
  ///
  /// Memory grows with what is really there, not with what the frame claims.
  public func decompress(_ input: UnsafeRawBufferPointer, limit: Int) throws(CompressionError) -> [UInt8] {
    _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    var result: [UInt8] = []
    let claimed = ZSTD_getFrameContentSize(input.baseAddress, input.count)
    result.reserveCapacity(Int(min(claimed, UInt64(min(limit, 16 * input.count)))))
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: ZSTD_DStreamOutSize(), alignment: 16)
    defer { piece.deallocate() }
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    while true {
      var target = ZSTD_outBuffer(dst: piece.baseAddress, size: piece.count, pos: 0)
      let status = ZSTD_decompressStream(context, &target, &source)
      guard ZSTD_isError(status) == 0 else { throw CompressionError(status: status) }
      guard result.count + target.pos <= limit else {
        throw CompressionError(.noRoom, "the content is larger than the \(limit) bytes allowed for it")
      }
      result.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[..<target.pos]))
      if source.pos == source.size {
        // 0: the last frame is whole. Else zstd may still hold output when the piece is full.
        if status == 0, source.size > 0 { return result }
        guard target.pos == target.size else {
          throw CompressionError(.damaged, "the compressed data ends too early")
        }
      }
    }
  }
}
