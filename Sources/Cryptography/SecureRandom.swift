import COpenSSL

/// Bytes that nobody can foresee, from OpenSSL's generator, which the kernel seeds.
public enum SecureRandom {
  /// Overwrites the whole of `buffer`.
  public static func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
    var rest = buffer
    while rest.count > 0 {
      let step = min(rest.count, 1 << 30)
      guard RAND_bytes(rest.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(step)) == 1 else {
        throw .failed("random bytes")
      }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[step...])
    }
  }

  /// `count` fresh bytes.
  public static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var bytes = result.mutableSpan
    try bytes.withUnsafeMutableBytes { (bytes) throws(CryptographyError) in try fill(bytes) }
    return result
  }
}
