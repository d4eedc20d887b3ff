/// The rolling hash of a window of 64 bytes, as two tables for one polynomial P.
///
/// The window's bytes b₀ … b₆₃ (b₆₃ the newest) are the coefficients of a polynomial of degree below 512, most
/// significant bit first; its remainder modulo P is the window's fingerprint F. With the next byte b₆₄ it becomes
///
///     F · x⁸ + b₆₄ + b₀ · x⁵¹²   modulo P
///
/// where `expiry[b₀]` is the last term and `reduction[t]`, for t the eight highest of F's 53 bits, both clears the bits
/// that the shift moved beyond x⁵² and adds what they are modulo P.
final class RabinTables {
  /// Bytes in the window.
  static var window: Int { 64 }
  private static var topShift: UInt64 { UInt64(RabinPolynomial.degree - 8) }

  let expiry: UnsafePointer<UInt64>
  let reduction: UnsafePointer<UInt64>
  private let storage: UnsafeMutablePointer<UInt64>

  init(_ polynomial: RabinPolynomial) {
    storage = .allocate(capacity: 512)
    for byte in 0..<256 as Range<UInt64> {
      storage[Int(byte)] = polynomial.shifted(byte, bytes: Self.window)
      // `byte` · x⁵³ is (`byte` · x⁴⁵) · x⁸.
      storage[256 + Int(byte)] =
        polynomial.shifted(byte << Self.topShift, bytes: 1) ^ byte << UInt64(RabinPolynomial.degree)
    }
    expiry = UnsafePointer(storage)
    reduction = UnsafePointer(storage + 256)
  }

  deinit { storage.deallocate() }

  /// The fingerprint after `new` came and `old` went.
  @inline(__always)
  func slide(_ fingerprint: UInt64, old: UInt8, new: UInt8) -> UInt64 {
    append(fingerprint, new) ^ expiry[Int(old)]
  }

  /// The fingerprint after `new` came, while the window is filling.
  @inline(__always)
  func append(_ fingerprint: UInt64, _ new: UInt8) -> UInt64 {
    fingerprint << 8 ^ reduction[Int(fingerprint >> Self.topShift)] ^ UInt64(new)
  }
}
