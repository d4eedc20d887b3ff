import COpenSSL

/// Poly1305-AES (D. J. Bernstein, "The Poly1305-AES message-authentication code", 2005).
///
/// The tag is Poly1305 of the message under `r`, plus AES-128 of the nonce under `k`. One nonce must never serve two
/// messages under one key. For one thread at a time.
public final class Poly1305AES {
  /// Length of `k`, of `r`, of a nonce and of a tag, in bytes.
  public static var count: Int { 16 }

  // SAFETY: fetched once, never freed, and read-only as far as OpenSSL's users are concerned.
  private nonisolated(unsafe) static let cipher = EVP_CIPHER_fetch(nil, "AES-128-ECB", nil)
  private nonisolated(unsafe) static let authenticator = EVP_MAC_fetch(nil, "POLY1305", nil)

  private let nonces: OpaquePointer
  private let messages: OpaquePointer
  /// `r` with its 22 forbidden bits cleared, then the nonce under AES: OpenSSL's key for one message.
  private let oneTimeKey: UnsafeMutablePointer<UInt8>

  /// Copies the 16 bytes of `k`, AES's key, and the 16 bytes of `r`, and clears the bits of `r` that the paper says
  /// are zero (bytes 3, 7, 11, 15: the top four; bytes 4, 8, 12: the bottom two).
  public init(k: UnsafeRawBufferPointer, r: UnsafeRawBufferPointer) throws(CryptographyError) {
    try CryptographyError.require(Self.count, in: k, as: "AES key", of: "Poly1305-AES")
    try CryptographyError.require(Self.count, in: r, as: "multiplier", of: "Poly1305-AES")
    guard let cipher = Self.cipher, let authenticator = Self.authenticator, let nonces = EVP_CIPHER_CTX_new() else {
      throw .unavailable("Poly1305-AES")
    }
    guard let messages = EVP_MAC_CTX_new(authenticator) else {
      EVP_CIPHER_CTX_free(nonces)
      throw .unavailable("Poly1305-AES")
    }
    guard
      EVP_EncryptInit_ex2(nonces, cipher, k.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, nil) == 1,
      EVP_CIPHER_CTX_set_padding(nonces, 0) == 1
    else {
      EVP_CIPHER_CTX_free(nonces)
      EVP_MAC_CTX_free(messages)
      throw .failed("Poly1305-AES")
    }
    self.nonces = nonces
    self.messages = messages
    oneTimeKey = .allocate(capacity: 2 * Self.count)
    oneTimeKey.initialize(repeating: 0, count: 2 * Self.count)
    for index in 0..<Self.count {
      let allowed: UInt8 =
        switch index {
        case 3, 7, 11, 15: 0x0f
        case 4, 8, 12: 0xfc
        default: 0xff
        }
      oneTimeKey[index] = r[index] & allowed
    }
  }

  deinit {
    EVP_CIPHER_CTX_free(nonces)
    EVP_MAC_CTX_free(messages)
    OPENSSL_cleanse(oneTimeKey, 2 * Self.count)
    oneTimeKey.deallocate()
  }

  /// Writes the 16 bytes of the tag of `message` to the start of `output`.
  public func tag(
    nonce: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CryptographyError) {
    try CryptographyError.require(Self.count, in: nonce, as: "nonce", of: "Poly1305-AES")
    guard output.count >= Self.count else {
      throw CryptographyError(
        .invalidArgument, "a tag does not fit into \(output.count) bytes", location: "Poly1305-AES")
    }
    var written: Int32 = 0
    guard
      EVP_EncryptUpdate(
        nonces, oneTimeKey + Self.count, &written, nonce.baseAddress?.assumingMemoryBound(to: UInt8.self),
        Int32(Self.count)) == 1,
      EVP_MAC_init(messages, oneTimeKey, 2 * Self.count, nil) == 1,
      EVP_MAC_update(messages, message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count) == 1,
      EVP_MAC_final(messages, output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, Self.count) == 1
    else { throw .failed("Poly1305-AES") }
  }

  /// Whether the 16 bytes of `tag` are those of `message`, compared in a time that does not tell where they differ.
  public func verify(
    _ tag: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer
  ) throws(CryptographyError) -> Bool {
    try CryptographyError.require(Self.count, in: tag, as: "tag", of: "Poly1305-AES")
    var expected: (UInt64, UInt64) = (0, 0)
    return try withUnsafeMutableBytes(of: &expected) { (expected) throws(CryptographyError) in
      try self.tag(nonce: nonce, message: message, into: expected)
      return CRYPTO_memcmp(expected.baseAddress, tag.baseAddress, Self.count) == 0
    }
  }
}
