import COpenSSL

/// MD5 (RFC 1321), for protocols that compare transfers with it. It protects against accidents, not against people.
///
/// For one thread at a time. Only `init` can fail: where OpenSSL is restricted to FIPS there is no MD5.
public final class MD5Hasher {
  /// Length of a digest in bytes.
  public static var byteCount: Int { 16 }

  // SAFETY: fetched once, never freed, and read-only as far as OpenSSL's users are concerned.
  private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "MD5", nil)

  private let context: OpaquePointer

  public init() throws(CryptographyError) {
    guard let algorithm = Self.algorithm, let context = EVP_MD_CTX_new() else { throw .unavailable("MD5") }
    guard EVP_DigestInit_ex2(context, algorithm, nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw .failed("MD5")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// The digest of `bytes` alone.
  public static func digest(of bytes: [UInt8]) throws(CryptographyError) -> [UInt8] {
    let hasher = try MD5Hasher()
    bytes.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }

  /// Appends to the message.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "MD5 cannot fail once its context is made")
  }

  /// The digest of what was given to `update` since the last `finish`; the next message begins.
  public func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      let finished = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
      let restarted = EVP_DigestInit_ex2(context, nil, nil)
      precondition(finished == 1 && restarted == 1, "MD5 cannot fail once its context is made")
      count = Self.byteCount
    }
  }
}
