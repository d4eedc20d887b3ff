/// The two hashes of `elasto-fast-1`, and the loop that finds the first place where both agree.
///
/// First hash: with w(n) the 16-bit word, least significant byte first, that begins n bytes before the place,
///
///     (w(63) + w(47) + w(29) + w(11)) · m₀ + (w(55) + w(38) + w(20) + w(2)) · m₁   modulo 2¹⁶
///
/// which passes if, read as signed, it is among the 192 highest. The bytes are few, so that it is fast, and spread over
/// the window, since neighbours are too often all blanks, all zeros or a part of a common word.
/// Second hash: the 64 bytes as words v₀ … v₇ of 64 bits; the sum over i = 0, 2, 4, 6 of the high and low halves of
/// (vᵢ + sᵢ)(vᵢ₊₁ + sᵢ₊₁), xored; a cut if the sum modulo 2⁶⁴, multiplied by an odd constant, is below a limit.
struct FastScanner {
  /// Bytes before a place that decide whether it is a cut.
  static var window: Int { 64 }
  /// How many of the 65,536 values of the first hash pass.
  private static var passing: Int { 192 }
  /// 2⁶⁴ over the golden ratio.
  private static var finisher: UInt64 { 0x9e37_79b9_7f4a_7c15 }

  private typealias Words = SIMD8<Int16>

  private let m: (Words, Words)
  private let s: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

  init(secrets: FastSecrets) {
    let (multipliers, words) = (secrets.multipliers.map { Words(repeating: Int16(bitPattern: $0)) }, secrets.words)
    m = (multipliers[0], multipliers[1])
    s = (words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7])
  }

  /// Whether a first hash passes.
  static func passes(_ hash: UInt16) -> Bool { Int16(bitPattern: hash) > Int16.max - Int16(passing) }

  /// The limit of the second hash that lets one place in `distance` through both.
  static func limit(forOneIn distance: Int) -> UInt64 {
    let afterFirst = 65536.0 / Double(passing) / Double(distance)
    return afterFirst < 1 ? UInt64(afterFirst * 0x1p64) : .max
  }

  /// The first cut in `places`; a place is the number of bytes before it, at least 64.
  func firstCut(in bytes: UnsafeRawBufferPointer, places: Range<Int>, limit: UInt64) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    let highest = Words(repeating: Int16.max - Int16(Self.passing))
    var place = places.lowerBound
    while places.upperBound - place >= 32 {
      // Of each pair of vectors one has the even places, the other the odd ones.
      let (a, b) = (firstHash(start + place), firstHash(start + place + 1))
      let (c, d) = (firstHash(start + place + 16), firstHash(start + place + 17))
      let (e, f) = (a .> highest, b .> highest)
      let (g, h) = (c .> highest, d .> highest)
      if Self.isAny(e .| f .| g .| h) {
        if let found = firstCut(start + place, Self.ordered(e, f), limit) { return place + found }
        if let found = firstCut(start + place + 16, Self.ordered(g, h), limit) { return place + 16 + found }
      }
      place += 32
    }
    while place < places.upperBound {
      if isCut(start + place, limit) { return place }
      place += 1
    }
    return nil
  }

  /// The first hash at `place`, `place` + 2, … `place` + 14.
  @inline(__always)
  private func firstHash(_ place: UnsafeRawPointer) -> Words {
    let left: Words =
      word(before: place, 63) &+ word(before: place, 47) &+ (word(before: place, 29) &+ word(before: place, 11))
    let right: Words =
      word(before: place, 55) &+ word(before: place, 38) &+ (word(before: place, 20) &+ word(before: place, 2))
    return left &* m.0 &+ right &* m.1
  }

  @inline(__always)
  private func word<Word: BitwiseCopyable>(before place: UnsafeRawPointer, _ reach: Int) -> Word {
    (place - reach).loadUnaligned(as: Word.self)
  }

  @inline(__always)
  private static func isAny(_ mask: SIMDMask<Words>) -> Bool {
    let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    return halves[0] | halves[1] != 0
  }

  /// One byte for each of 16 places in order, none of them 0 where the place passed the first hash.
  private static func ordered(_ even: SIMDMask<Words>, _ odd: SIMDMask<Words>) -> SIMD2<UInt64> {
    let low = SIMD2<UInt64>(repeating: 0x00ff_00ff_00ff_00ff)
    return unsafeBitCast(even, to: SIMD2<UInt64>.self) & low | unsafeBitCast(odd, to: SIMD2<UInt64>.self) & ~low
  }

  /// The first cut among the 16 places from `start` on, of which `passed` tells those that passed the first hash.
  private func firstCut(_ start: UnsafeRawPointer, _ passed: SIMD2<UInt64>, _ limit: UInt64) -> Int? {
    for half in 0..<2 {
      var rest = passed[half]
      while rest != 0 {
        let offset = 8 * half + rest.trailingZeroBitCount / 8
        if secondHash(start + offset) < limit { return offset }
        rest &= ~(0xff << UInt64(rest.trailingZeroBitCount / 8 * 8))
      }
    }
    return nil
  }

  /// Both hashes, for one place.
  private func isCut(_ place: UnsafeRawPointer, _ limit: UInt64) -> Bool {
    let left: Int16 =
      word(before: place, 63) &+ word(before: place, 47) &+ (word(before: place, 29) &+ word(before: place, 11))
    let right: Int16 =
      word(before: place, 55) &+ word(before: place, 38) &+ (word(before: place, 20) &+ word(before: place, 2))
    let sum = left &* m.0[0] &+ right &* m.1[0]
    return Self.passes(UInt16(bitPattern: sum)) && secondHash(place) < limit
  }

  private func secondHash(_ place: UnsafeRawPointer) -> UInt64 {
    @inline(__always)
    func product(_ offset: Int, _ left: UInt64, _ right: UInt64) -> UInt64 {
      let start = place - Self.window + offset
      let first = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) &+ left
      let second = UInt64(littleEndian: (start + 8).loadUnaligned(as: UInt64.self)) &+ right
      let (high, low) = first.multipliedFullWidth(by: second)
      return high ^ low
    }
    let sum = product(0, s.0, s.1) &+ product(16, s.2, s.3) &+ product(32, s.4, s.5) &+ product(48, s.6, s.7)
    return sum &* Self.finisher
  }
}
