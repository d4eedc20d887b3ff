import COpenSSL

/// MD5 (RFC 1321), for what others have defined by it, such as the ETags of S3; never for safety.
public enum MD5 {
  // SAFETY: fetched once, never freed, and read-only as far as OpenSSL's users are concerned.
  private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "MD5", nil)

  /// The 16 bytes. Throws where this machine's OpenSSL does not offer it, as with FIPS.
  public static func digest(of bytes: [UInt8]) throws(CryptographyError) -> [UInt8] {
    guard let algorithm else { throw .unavailable("MD5") }
    var digest = [UInt8](repeating: 0, count: 16)
    let status = bytes.withUnsafeBytes { EVP_Digest($0.baseAddress, $0.count, &digest, nil, algorithm, nil) }
    guard status == 1 else { throw .failed("MD5") }
    return digest
  }
}
