import Glibc

/// Finds what need not be stored.
enum ZeroBytes {
  static func areAll(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.withUnsafeBytes(areAll) }

  static func areAll(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes(areAll) }

  /// Each byte is the one before it, and the first is zero.
  private static func areAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress, let first = bytes.first else { return true }
    return first == 0 && memcmp(start, start + 1, bytes.count - 1) == 0
  }

  /// The parts of `bytes` that are not zeros, as multiples of `granule` from the start; neighbours joined.
  static func data(in bytes: [UInt8], granule: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    for start in stride(from: 0, to: bytes.count, by: granule) {
      let part = start..<min(start + granule, bytes.count)
      if areAll(bytes[part]) { continue }
      if let last = parts.last, last.upperBound == part.lowerBound {
        parts[parts.count - 1] = last.lowerBound..<part.upperBound
      } else {
        parts.append(part)
      }
    }
    return parts
  }
}
