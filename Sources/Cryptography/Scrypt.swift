import COpenSSL

/// scrypt (RFC 7914): a key out of a password, at a cost in time and memory that is chosen.
///
/// Takes from tens of milliseconds to seconds on the calling thread, and about 128 · n · r bytes.
public enum Scrypt {
  /// The most memory that a derivation may take, in bytes: parameters come from key files, which others can write.
  public static var memoryLimit: UInt64 { 2 << 30 }

  /// Fills `output` with the key. `n` is a power of two above 1; `r` and `p` are at least 1.
  public static func derive(
    password: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, n: UInt64, r: UInt64, p: UInt64,
    into output: UnsafeMutableRawBufferPointer
  ) throws(CryptographyError) {
    guard n > 1, n & (n - 1) == 0, r >= 1, p >= 1, r < 1 << 24, p < 1 << 24, n < 1 << 32 else {
      throw CryptographyError(
        .invalidArgument, "scrypt has no cost n=\(n), r=\(r), p=\(p); the key file may be damaged", location: "scrypt")
    }
    // OpenSSL counts 128·r·(n + p + 2) bytes, in words; the factors above keep this below 2⁶⁴.
    let (memory, overflow) = (128 * r).multipliedReportingOverflow(by: n + p + 3)
    guard !overflow, memory <= memoryLimit else {
      throw CryptographyError(
        .invalidArgument, "scrypt with n=\(n), r=\(r), p=\(p) would take more than \(memoryLimit >> 20) MiB",
        location: "scrypt")
    }
    // A null password means another thing to OpenSSL than an empty one.
    var none: UInt8 = 0
    let status = withUnsafePointer(to: &none) { none in
      EVP_PBE_scrypt(
        UnsafeRawPointer(password.baseAddress ?? UnsafeRawPointer(none)).assumingMemoryBound(to: CChar.self),
        password.count, (salt.baseAddress ?? UnsafeRawPointer(none)).assumingMemoryBound(to: UInt8.self), salt.count,
        n, r, p, memory + 4096, output.baseAddress?.assumingMemoryBound(to: UInt8.self), output.count)
    }
    guard status == 1 else { throw .failed("scrypt") }
  }

  /// `count` bytes of key. The caller overwrites them after use; prefer the form that fills a buffer.
  public static func derive(
    password: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, n: UInt64, r: UInt64, p: UInt64, count: Int
  ) throws(CryptographyError) -> [UInt8] {
    guard count > 0 else {
      throw CryptographyError(.invalidArgument, "a key of \(count) bytes is none", location: "scrypt")
    }
    var key = [UInt8](repeating: 0, count: count)
    var bytes = key.mutableSpan
    try bytes.withUnsafeMutableBytes { (bytes) throws(CryptographyError) in
      try derive(password: password, salt: salt, n: n, r: r, p: p, into: bytes)
    }
    return key
  }
}
