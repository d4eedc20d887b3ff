public import Cryptography

/// An irreducible polynomial of degree 53 over GF(2), which is a repository's own secret for cutting files.
///
/// Bit i of `bits` is the coefficient of xⁱ. A repository's `config` has it as hexadecimal digits.
public struct RabinPolynomial: Hashable, Sendable {
  /// The degree of every polynomial that restic makes: the largest prime that leaves room for a byte in 64 bits.
  public static var degree: Int { 53 }

  public let bits: UInt64

  /// `nil` unless `bits` is irreducible and of degree 53.
  public init?(_ bits: UInt64) {
    guard bits >> UInt64(Self.degree) == 1, Self.isIrreducible(bits) else { return nil }
    self.bits = bits
  }

  /// Reads hexadecimal digits without a prefix; `nil` unless they are such a polynomial.
  public init?(hex: String) {
    guard let bits = UInt64(hex, radix: 16) else { return nil }
    self.init(bits)
  }

  /// Lower-case hexadecimal digits without a prefix.
  public var hex: String { String(bits, radix: 16) }

  /// A fresh one, from the system's randomness.
  public static func random() throws(CryptographyError) -> RabinPolynomial {
    while true {
      var candidate: UInt64 = 0
      try withUnsafeMutableBytes(of: &candidate) { (bytes) throws(CryptographyError) in
        try SecureRandom.fill(bytes)
      }
      // One in thirteen or so is irreducible.
      if let polynomial = RabinPolynomial(candidate & (1 << 53 - 1) | 1 << 53 | 1) { return polynomial }
    }
  }

  /// Rabin's test (M. O. Rabin, "Probabilistic algorithms in finite fields", 1980) for a prime degree n:
  /// f divides x^(2ⁿ) − x, and has no factor in common with x² − x, that is, neither 0 nor 1 is a root.
  private static func isIrreducible(_ bits: UInt64) -> Bool {
    guard bits & 1 == 1, bits.nonzeroBitCount % 2 == 1 else { return false }
    var power: UInt64 = 2
    for _ in 0..<degree { power = product(power, power, modulo: bits) }
    return power == 2
  }

  /// `left` · x⁸ⁿ modulo this polynomial, where n is `bytes`.
  func shifted(_ left: UInt64, bytes: Int) -> UInt64 {
    var result = left
    for _ in 0..<8 * bytes { result = Self.timesX(result, modulo: bits) }
    return result
  }

  private static func product(_ left: UInt64, _ right: UInt64, modulo polynomial: UInt64) -> UInt64 {
    var result: UInt64 = 0
    for bit in (0..<UInt64(degree)).reversed() {
      result = timesX(result, modulo: polynomial)
      if right >> bit & 1 == 1 { result ^= left }
    }
    return result
  }

  private static func timesX(_ value: UInt64, modulo polynomial: UInt64) -> UInt64 {
    let doubled = value << 1
    return doubled >> UInt64(degree) & 1 == 1 ? doubled ^ polynomial : doubled
  }
}

extension RabinPolynomial {
  /// The polynomial with these `bits`, as found in a repository; throws `invalidPolynomial`.
  public static func checked(_ bits: UInt64) throws(ChunkerError) -> RabinPolynomial {
    guard let polynomial = RabinPolynomial(bits) else {
      throw ChunkerError(
        .invalidPolynomial,
        "\(String(bits, radix: 16)) is not an irreducible polynomial of degree 53; the repository's config is damaged",
        location: "rabin")
    }
    return polynomial
  }
}
