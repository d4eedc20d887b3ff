import Chunker
import Cryptography
import Glibc

/// Compresses and seals blobs, and opens each again before it is trusted. For one thread at a time.
///
/// Sealed is opened again: decrypted, unpacked and compared with the plaintext while that is still in memory, so that a
/// bit that a processor or its memory got wrong is found before anyone relies on the backup.
final class BlobSealer {
  struct Sealed {
    /// Lent until the next blob.
    var bytes: UnsafeRawBufferPointer
    /// 0 for a blob that is not compressed.
    var uncompressedLength: UInt32
  }

  /// Larger blobs are unpacked by the piece, a little slower, for the sake of memory.
  private static let largestUnpacked = 2 << 20

  let sealer: Sealer
  private let compressor: ZstdCompressor?
  private let isCompressing: Bool
  private let compressesData: Bool
  private let probe: CompressibilityProbe?
  private let decompressor: ZstdDecompressor
  private let sealed = ScratchBuffer()
  private let opened = ScratchBuffer()
  private let unpacked = ScratchBuffer()

  /// - Parameter isVersion1: a repository of format version 1 knows no compression.
  init(_ key: MasterKey, _ compression: BlobWriterOptions.Compression, isVersion1: Bool) throws {
    sealer = try Sealer(key)
    decompressor = try ZstdDecompressor()
    switch compression {
    case .automatic(let level):
      compressor = try ZstdCompressor(level: level)
      probe = try CompressibilityProbe()
      compressesData = true
    case .always(let level):
      compressor = try ZstdCompressor(level: level)
      probe = nil
      compressesData = true
    case .off:
      compressor = try ZstdCompressor(level: 3)
      probe = nil
      compressesData = false
    }
    isCompressing = !isVersion1
  }

  func seal(_ plaintext: UnsafeRawBufferPointer, _ kind: BlobKind) throws -> Sealed {
    let output = sealed.bytes(ZstdCompressor.bound(plaintext.count) + SealedForm.overhead)
    let body = UnsafeMutableRawBufferPointer(rebasing: output[SealedForm.ivLength...])
    var length = 0
    var isCompressed = false
    if isWorthCompressing(plaintext, kind), let compressor {
      length = try compressor.compress(plaintext, into: body)
      isCompressed = length < plaintext.count
    }
    let content = isCompressed ? UnsafeRawBufferPointer(rebasing: body[..<length]) : plaintext
    let sealedLength = try sealer.seal(content, into: output)
    let result = Sealed(
      bytes: UnsafeRawBufferPointer(rebasing: output[..<sealedLength]),
      uncompressedLength: isCompressed ? UInt32(plaintext.count) : 0)
    guard try opensAgain(result, to: plaintext) else { throw BlobSealerFault() }
    return result
  }

  private func isWorthCompressing(_ plaintext: UnsafeRawBufferPointer, _ kind: BlobKind) -> Bool {
    guard isCompressing, !plaintext.isEmpty else { return false }
    if kind == .tree { return true }
    return compressesData && probe?.isWorthCompressing(plaintext) != false
  }

  private func opensAgain(_ result: Sealed, to plaintext: UnsafeRawBufferPointer) throws -> Bool {
    let target = opened.bytes(result.bytes.count)
    guard let length = try sealer.open(result.bytes, into: target) else { return false }
    let content = UnsafeRawBufferPointer(rebasing: target[..<length])
    guard result.uncompressedLength != 0 else { return Self.areEqual(content, plaintext) }
    if plaintext.count > Self.largestUnpacked { return try decompressor.unpacks(content, to: plaintext) }
    let unpackedBytes = unpacked.bytes(plaintext.count)
    guard try decompressor.decompress(content, into: unpackedBytes) == plaintext.count else { return false }
    return Self.areEqual(UnsafeRawBufferPointer(unpackedBytes), plaintext)
  }

  private static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
    return memcmp(leftStart, rightStart, left.count) == 0
  }
}
