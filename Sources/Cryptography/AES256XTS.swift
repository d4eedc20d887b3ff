import COpenSSL

/// AES-256 in XTS mode (IEEE 1619, NIST SP 800-38E): sectors of a disk, each under its own number.
///
/// The same sectors as dm-crypt's `aes-xts-plain64` with a key of 512 bits. What is encrypted has no sum: who changes a
/// sector makes noise of 16 bytes of it, unnoticed. For one thread at a time.
public final class AES256XTS {
  /// Length of the key in bytes: two of AES-256, which must not be the same.
  public static var keyCount: Int { 64 }

  // SAFETY: fetched once, never freed, and read-only as far as OpenSSL's users are concerned.
  private nonisolated(unsafe) static let algorithm = EVP_CIPHER_fetch(nil, "AES-256-XTS", nil)

  private let encryption: OpaquePointer
  private let decryption: OpaquePointer

  /// Copies the 64 bytes of `key` into OpenSSL's contexts, which are cleansed at the end.
  public init(key: UnsafeRawBufferPointer) throws(CryptographyError) {
    try CryptographyError.require(Self.keyCount, in: key, as: "key", of: "AES-256-XTS")
    guard let algorithm = Self.algorithm, let encryption = EVP_CIPHER_CTX_new() else {
      throw .unavailable("AES-256-XTS")
    }
    guard let decryption = EVP_CIPHER_CTX_new() else {
      EVP_CIPHER_CTX_free(encryption)
      throw .unavailable("AES-256-XTS")
    }
    let start = key.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard EVP_EncryptInit_ex2(encryption, algorithm, start, nil, nil) == 1,
      EVP_DecryptInit_ex2(decryption, algorithm, start, nil, nil) == 1
    else {
      EVP_CIPHER_CTX_free(encryption)
      EVP_CIPHER_CTX_free(decryption)
      throw CryptographyError(
        .invalidArgument, "the two halves of the key are the same, or OpenSSL refuses it", location: "AES-256-XTS")
    }
    self.encryption = encryption
    self.decryption = decryption
  }

  deinit {
    EVP_CIPHER_CTX_free(encryption)
    EVP_CIPHER_CTX_free(decryption)
  }

  /// Writes the sectors of `input`, which number from `first` on, encrypted to `output`.
  ///
  /// `input` is whole sectors of `sector` bytes (at least 16). `output` has as many bytes, and is either the same memory or
  /// does not overlap it.
  public func encrypt(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer, first: UInt64, sector: Int
  ) throws(CryptographyError) {
    try apply(encryption, EVP_EncryptInit_ex2, EVP_EncryptUpdate, input, output, first, sector)
  }

  /// The opposite of `encrypt`.
  public func decrypt(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer, first: UInt64, sector: Int
  ) throws(CryptographyError) {
    try apply(decryption, EVP_DecryptInit_ex2, EVP_DecryptUpdate, input, output, first, sector)
  }

  private func apply(
    _ context: OpaquePointer,
    _ begin: (OpaquePointer?, OpaquePointer?, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?, UnsafePointer<OSSL_PARAM>?)
      -> Int32,
    _ update: (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?, UnsafePointer<UInt8>?, Int32)
      -> Int32,
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ first: UInt64, _ sector: Int
  ) throws(CryptographyError) {
    guard sector >= 16, input.count % sector == 0, output.count >= input.count else {
      throw CryptographyError(
        .invalidArgument, "\(input.count) bytes are not whole sectors of \(sector), or do not fit",
        location: "AES-256-XTS")
    }
    guard
      let source = input.baseAddress?.assumingMemoryBound(to: UInt8.self),
      let target = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else { return }
    // The sector's number, little-endian, in the first half of the tweak.
    var tweak: (UInt64, UInt64) = (0, 0)
    for (number, position) in stride(from: 0, to: input.count, by: sector).enumerated() {
      tweak.0 = (first &+ UInt64(number)).littleEndian
      var written: Int32 = 0
      let isDone = withUnsafeBytes(of: &tweak) { tweak in
        begin(context, nil, nil, tweak.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
          && update(context, target + position, &written, source + position, Int32(sector)) == 1
      }
      guard isDone, written == sector else { throw .failed("AES-256-XTS") }
    }
  }
}
