import COpenSSL

/// SHA-256 (FIPS 180-4) with one OpenSSL context for any number of messages, one after another.
///
/// For one thread at a time. Only `init` can fail.
public final class SHA256Hasher {
  // SAFETY: fetched once, never freed, and read-only as far as OpenSSL's users are concerned.
  private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  private let context: OpaquePointer

  public init() throws(CryptographyError) {
    guard let algorithm = Self.algorithm, let context = EVP_MD_CTX_new() else { throw .unavailable("SHA-256") }
    guard EVP_DigestInit_ex2(context, algorithm, nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw .failed("SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// The digest of `bytes` alone. Drops a message begun with `update`.
  public func digest(of bytes: UnsafeRawBufferPointer) -> SHA256Digest {
    restart()
    update(bytes)
    return finish()
  }

  /// The digest of `bytes` alone. Drops a message begun with `update`.
  public func digest(of bytes: [UInt8]) -> SHA256Digest {
    bytes.withUnsafeBytes { digest(of: $0) }
  }

  /// Appends to the message.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "SHA-256 cannot fail once its context is made")
  }

  /// The digest of what was given to `update` since the last `finish`; the next message begins.
  public func finish() -> SHA256Digest {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let status = withUnsafeMutableBytes(of: &words) { output in
      EVP_DigestFinal_ex(context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
    }
    precondition(status == 1, "SHA-256 cannot fail once its context is made")
    restart()
    return SHA256Digest(words: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian))
  }

  private func restart() {
    let status = EVP_DigestInit_ex2(context, nil, nil)
    precondition(status == 1, "SHA-256 cannot fail once its context is made")
  }
}
