import COpenSSL

/// AES-256 in counter mode (NIST SP 800-38A, section 6.5) under one key.
///
/// Encrypting and decrypting are the same. One initial counter block must never serve two messages under one key.
/// For one thread at a time.
public final class AES256CTR {
  /// Length of the key in bytes.
  public static var keyCount: Int { 32 }
  /// Length of the initial counter block in bytes.
  public static var ivCount: Int { 16 }

  // SAFETY: fetched once, never freed, and read-only as far as OpenSSL's users are concerned.
  private nonisolated(unsafe) static let algorithm = EVP_CIPHER_fetch(nil, "AES-256-CTR", nil)

  private let context: OpaquePointer

  /// Copies the 32 bytes of `key` into OpenSSL's context, which is cleansed at the end.
  public init(key: UnsafeRawBufferPointer) throws(CryptographyError) {
    try CryptographyError.require(Self.keyCount, in: key, as: "key", of: "AES-256-CTR")
    guard let algorithm = Self.algorithm, let context = EVP_CIPHER_CTX_new() else { throw .unavailable("AES-256-CTR") }
    let start = key.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard EVP_EncryptInit_ex2(context, algorithm, start, nil, nil) == 1 else {
      EVP_CIPHER_CTX_free(context)
      throw .failed("AES-256-CTR")
    }
    self.context = context
  }

  deinit { EVP_CIPHER_CTX_free(context) }

  /// Writes `input` xor the key stream that begins with the 16 bytes of `iv` to the start of `output`.
  ///
  /// `output` has at least as many bytes as `input`, and is either the same memory or does not overlap it.
  public func apply(
    iv: UnsafeRawBufferPointer, input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer
  ) throws(CryptographyError) {
    try CryptographyError.require(Self.ivCount, in: iv, as: "initial counter block", of: "AES-256-CTR")
    guard output.count >= input.count else {
      throw CryptographyError(
        .invalidArgument, "\(input.count) bytes do not fit into a buffer of \(output.count)", location: "AES-256-CTR")
    }
    guard EVP_EncryptInit_ex2(context, nil, nil, iv.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1 else {
      throw .failed("AES-256-CTR")
    }
    guard
      let source = input.baseAddress?.assumingMemoryBound(to: UInt8.self),
      let target = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else { return }
    var position = 0
    while position < input.count {
      let step = min(input.count - position, 1 << 30)
      var written: Int32 = 0
      guard
        EVP_EncryptUpdate(context, target + position, &written, source + position, Int32(step)) == 1,
        written == step
      else { throw .failed("AES-256-CTR") }
      position += step
    }
  }
}
