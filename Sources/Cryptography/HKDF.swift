/// HKDF with HMAC-SHA-256 (RFC 5869): independent keys out of one secret.
public enum HKDF {
  /// The pseudorandom key of RFC 5869, section 2.2. An empty `salt` stands for 32 zero bytes.
  public static func extract(
    secret: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer
  ) throws(CryptographyError) -> SHA256Digest {
    try HMAC(key: salt).code(of: secret)
  }

  /// `count` bytes for the purpose named by `info`, as RFC 5869, section 2.3 says.
  ///
  /// At most 255 × 32 bytes; `key` should have at least 32.
  public static func expand(
    key: UnsafeRawBufferPointer, info: [UInt8], count: Int
  ) throws(CryptographyError) -> [UInt8] {
    guard (0...255 * SHA256Digest.byteCount).contains(count) else {
      throw CryptographyError(
        .invalidArgument, "HKDF yields at most 8160 bytes, not \(count)", location: "HKDF")
    }
    let authenticator = try HMAC(key: key)
    var result: [UInt8] = []
    result.reserveCapacity(count + SHA256Digest.byteCount)
    var block: [UInt8] = []
    var number: UInt8 = 1
    while result.count < count {
      block = authenticator.code(of: block + info + [number]).bytes
      result += block
      number &+= 1
    }
    result.removeLast(result.count - count)
    return result
  }

  /// Extracts from `secret` and `salt`, then expands for `info`.
  public static func derive(
    secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int
  ) throws(CryptographyError) -> [UInt8] {
    let key = try HMAC.code(of: secret, key: salt).bytes
    return try key.span.bytes.withUnsafeBytes { (key) throws(CryptographyError) in
      try expand(key: key, info: info, count: count)
    }
  }
}
