import COpenSSL

/// HMAC-SHA-256 (RFC 2104): codes of any number of messages under one key.
///
/// For one thread at a time. Only `init` can fail.
public final class HMAC {
  // SAFETY: fetched once, never freed, and read-only as far as OpenSSL's users are concerned.
  private nonisolated(unsafe) static let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)

  private let context: OpaquePointer

  /// `key` may have any length.
  public init(key: UnsafeRawBufferPointer) throws(CryptographyError) {
    guard let algorithm = Self.algorithm, let context = EVP_MAC_CTX_new(algorithm) else {
      throw .unavailable("HMAC")
    }
    guard Self.set(key, of: context) else {
      EVP_MAC_CTX_free(context)
      throw .failed("HMAC")
    }
    self.context = context
  }

  deinit { EVP_MAC_CTX_free(context) }

  /// The code of `message`.
  public func code(of message: UnsafeRawBufferPointer) -> SHA256Digest {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let succeeded = withUnsafeMutableBytes(of: &words) { output in
      let start = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      return EVP_MAC_init(context, nil, 0, nil) == 1
        && EVP_MAC_update(context, message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count) == 1
        && EVP_MAC_final(context, start, nil, output.count) == 1
    }
    precondition(succeeded, "HMAC cannot fail once its key is set")
    return SHA256Digest(words: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian))
  }

  /// The code of `message`.
  public func code(of message: [UInt8]) -> SHA256Digest {
    message.withUnsafeBytes { code(of: $0) }
  }

  /// The code of one `message` under `key`.
  public static func code(of message: [UInt8], key: [UInt8]) throws(CryptographyError) -> SHA256Digest {
    try key.span.bytes.withUnsafeBytes { (key) throws(CryptographyError) in
      try HMAC(key: key)
    }.code(of: message)
  }

  private static func set(_ key: UnsafeRawBufferPointer, of context: OpaquePointer) -> Bool {
    var name = Array("SHA256".utf8CString)
    return name.withUnsafeMutableBufferPointer { name in
      var parameters = [
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.baseAddress, 0), OSSL_PARAM_construct_end(),
      ]
      // A null key would mean "the one set before", so that an empty one needs an address too.
      var none: UInt8 = 0
      return withUnsafePointer(to: &none) { none in
        EVP_MAC_init(context, key.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none, key.count, &parameters) == 1
      }
    }
  }
}
