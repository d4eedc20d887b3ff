import Chunker

/// How index files, snapshots and locks are encoded before they are sealed.
///
///     ┌────────────────┬────────────────┐      or, as repositories of version 1 have it,
///     │ 2: one byte    │ a zstd frame   │      the JSON itself, which begins with { or [
///     └────────────────┴────────────────┘
///
/// `config` and key files are never encoded in this way. Source: restic's design document, "Unpacked Data Format".
enum UnpackedEncoding {
  static let zstdMarker: UInt8 = 2
  /// No file that a client writes comes near; a small file that claims more is hostile.
  static let maximumLength = 1 << 30

  static func encode(
    _ plaintext: UnsafeRawBufferPointer, with compressor: ZstdCompressor
  ) throws(CompressionError) -> [UInt8] {
    var encoded = [UInt8](repeating: zstdMarker, count: ZstdCompressor.bound(plaintext.count) + 1)
    var span = encoded.mutableSpan
    let count = try span.withUnsafeMutableBytes { (bytes) throws(CompressionError) in
      try compressor.compress(plaintext, into: UnsafeMutableRawBufferPointer(rebasing: bytes[1...]))
    }
    encoded.removeLast(encoded.count - 1 - count)
    return encoded
  }

  static func decode(_ bytes: [UInt8], with decompressor: ZstdDecompressor) throws(CompressionError) -> [UInt8] {
    switch bytes.first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return bytes
    case zstdMarker:
      return try bytes.span.bytes.withUnsafeBytes { (bytes) throws(CompressionError) in
        try decompressor.decompress(UnsafeRawBufferPointer(rebasing: bytes[1...]), limit: maximumLength)
      }
    default: throw CompressionError(.damaged, "the first byte is of no known encoding")
    }
  }
}
