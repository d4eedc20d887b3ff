import Chunker
import Cryptography

/// Everything needed to seal, open and name the small files of a repository. For one thread at a time.
final class FileCodec {
  let hasher: SHA256Hasher
  let sealer: Sealer
  private let compressor: ZstdCompressor
  private let decompressor: ZstdDecompressor

  private static let compressionLevel = 3

  init(_ key: MasterKey) throws {
    hasher = try SHA256Hasher()
    sealer = try Sealer(key)
    compressor = try ZstdCompressor(level: Self.compressionLevel)
    decompressor = try ZstdDecompressor()
  }

  /// The bytes to store, and the name to store them under.
  func seal(_ plaintext: [UInt8], isCompressed: Bool) throws -> (id: StorageID, bytes: [UInt8]) {
    let encoded =
      isCompressed
      ? try plaintext.withUnsafeBytes { try UnpackedEncoding.encode($0, with: compressor) } : plaintext
    var sealed = [UInt8](repeating: 0, count: encoded.count + SealedForm.overhead)
    try encoded.withUnsafeBytes { encoded in
      try sealed.withUnsafeMutableBytes { _ = try sealer.seal(encoded, into: $0) }
    }
    return (hasher.digest(of: sealed), sealed)
  }

  /// The plaintext; `nil` when the bytes were not sealed with this key, or have been changed.
  func open(_ sealed: [UInt8], isEncoded: Bool) throws -> [UInt8]? {
    guard sealed.count >= SealedForm.overhead else { return nil }
    var plaintext = [UInt8](repeating: 0, count: sealed.count - SealedForm.overhead)
    let isOpen = try sealed.withUnsafeBytes { sealed in
      try plaintext.withUnsafeMutableBytes { try sealer.open(sealed, into: $0) != nil }
    }
    guard isOpen else { return nil }
    return isEncoded ? try UnpackedEncoding.decode(plaintext, with: decompressor) : plaintext
  }
}
