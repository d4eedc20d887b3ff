import Cryptography

/// The constants of `elasto-fast-1` for one repository, so that cuts do not tell outsiders what a file contains.
///
/// HKDF-SHA-256 with the polynomial (8 bytes, least significant first) as secret, no salt and
/// `elasto-fast-1` followed by one byte, the attempt, as info yields 68 bytes: two multipliers of 16 bits for the first
/// hash, made odd, then eight words of 64 bits for the second; all least significant byte first. The first attempt,
/// from 0, with which no run of one byte value passes the first hash is taken, so that such runs are scanned fast.
struct FastSecrets: Equatable {
  let multipliers: [UInt16]
  let words: [UInt64]

  init(polynomial: RabinPolynomial) throws(ChunkerError) {
    let secret = (0..<8).map { UInt8(truncatingIfNeeded: polynomial.bits >> UInt64(8 * $0)) }
    for attempt in 0...255 as ClosedRange<UInt8> {
      let bytes: [UInt8]
      do {
        bytes = try HKDF.derive(
          secret: secret, salt: [], info: Array(ChunkerKind.fast.rawValue.utf8) + [attempt], count: 68)
      } catch {
        throw ChunkerError(
          .cryptography, "its constants cannot be derived: \(error)", location: ChunkerKind.fast.rawValue, cause: error)
      }
      let candidate = Self(bytes)
      if candidate.stopsRuns { self = candidate; return }
    }
    // Half of all attempts will do.
    throw ChunkerError(
      .invalidPolynomial, "no constants can be derived from the repository's polynomial",
      location: ChunkerKind.fast.rawValue)
  }

  private init(_ bytes: [UInt8]) {
    multipliers = (0..<2).map { UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8 | 1 }
    words = (0..<8).map { word in
      (0..<8).reduce(0) { $0 | UInt64(bytes[4 + 8 * word + $1]) << UInt64(8 * $1) }
    }
  }

  private var stopsRuns: Bool {
    let sum = multipliers.reduce(0, &+)
    return (0...255).allSatisfy { !FastScanner.passes(UInt16($0) &* 0x0101 &* 4 &* sum) }
  }
}
