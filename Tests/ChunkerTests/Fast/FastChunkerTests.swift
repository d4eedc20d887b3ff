import Cryptography
import Testing

@testable import Chunker

@Suite struct FastChunkerTests {
  private static let polynomial: UInt64 = 0x3d_a335_8b4d_c173

  private static func checked() throws -> RabinPolynomial { try #require(RabinPolynomial(polynomial)) }

  /// Pins `elasto-fast-1`: if this fails, repositories stop finding what they have. Give the change another name.
  @Test func cutsOfTheFirstVersionNeverChange() throws {
    let noise = GeneratedBytes.noise(seed: 2026, count: 12 << 20)
    #expect(
      chunkLengths(noise, try FastChunker(polynomial: Self.checked())) == [
        1_093_755, 650_276, 883_050, 1_014_313, 1_009_888, 1_351_214, 1_497_735, 856_677, 830_850, 850_007, 935_315,
        833_018, 776_814,
      ])
    let text = GeneratedBytes.text(seed: 2026, count: 6 << 20)
    #expect(
      chunkLengths(text, try FastChunker(polynomial: Self.checked())) == [
        1_012_475, 1_211_054, 849_773, 1_164_445, 1_042_624, 884_277, 126_808,
      ])
  }

  @Test func constantsOfTheFirstVersionNeverChange() throws {
    let secrets = try FastSecrets(polynomial: Self.checked())
    #expect(secrets.multipliers == [2381, 24929])
    #expect(
      secrets.words == [
        0xf3c7_5eff_ef47_7513, 0x50f8_7843_ce1f_3f1c, 0xe64c_607c_5ecb_3247, 0xc1df_b8bf_c6da_1772,
        0x9881_90c7_56a8_ce00, 0x48fb_482d_4f94_4ad4, 0x051d_c9ac_43c8_8a2d, 0xe091_89f0_665a_b96c,
      ])
  }

  @Test func anotherPolynomialGivesOtherCuts() throws {
    let noise = GeneratedBytes.noise(seed: 5, count: 4 << 20)
    let other = try #require(RabinPolynomial(hex: "2482734cacca49"))
    #expect(
      chunkLengths(noise, try FastChunker(polynomial: Self.checked()))
        != chunkLengths(noise, try FastChunker(polynomial: other)))
  }

  /// The definition in docs/chunking.md, one place at a time.
  private static func plainLengths(_ bytes: [UInt8], sizes: FastSizes) throws -> [Int] {
    let secrets = try FastSecrets(polynomial: checked())
    func number(_ start: Int, _ count: Int) -> UInt64 {
      var number: UInt64 = 0
      for index in 0..<count { number |= UInt64(bytes[start + index]) << UInt64(8 * index) }
      return number
    }
    func isCut(_ place: Int, distance: Int) -> Bool {
      var first: UInt16 = 0
      for reach in [63, 47, 29, 11] { first &+= UInt16(number(place - reach, 2)) &* secrets.multipliers[0] }
      for reach in [55, 38, 20, 2] { first &+= UInt16(number(place - reach, 2)) &* secrets.multipliers[1] }
      guard (32576...32767).contains(first) else { return false }
      var second: UInt64 = 0
      for pair in [0, 2, 4, 6] {
        let left = number(place - 64 + 8 * pair, 8) &+ secrets.words[pair]
        let right = number(place - 56 + 8 * pair, 8) &+ secrets.words[pair + 1]
        let product = left.multipliedFullWidth(by: right)
        second &+= product.high ^ product.low
      }
      let limit = UInt64(65536.0 / 192.0 / Double(distance) * 0x1p64)
      return second &* 0x9e37_79b9_7f4a_7c15 < limit
    }
    var lengths: [Int] = []
    var start = 0
    while start < bytes.count {
      var length = min(sizes.minimum, bytes.count - start)
      while length < min(sizes.maximum, bytes.count - start),
        !isCut(start + length, distance: length < sizes.change ? sizes.distanceBefore : sizes.distanceAfter)
      {
        length += 1
      }
      lengths.append(length)
      start += length
    }
    return lengths
  }

  @Test(arguments: ["noise", "text", "records", "zeros", "long repeats"])
  func cutsAreThoseOfTheDefinition(kind: String) throws {
    let count = 200_000
    let bytes =
      switch kind {
      case "noise": GeneratedBytes.noise(seed: 21, count: count)
      case "text": GeneratedBytes.text(seed: 22, count: count)
      case "records": GeneratedBytes.records(seed: 23, count: count)
      case "zeros": [UInt8](repeating: 0, count: count)
      default: GeneratedBytes.repeating(GeneratedBytes.noise(seed: 24, count: 9_973), count: count)
      }
    let sizes = FastSizes(smallerBy: 8)
    let expected = try Self.plainLengths(bytes, sizes: sizes)
    let chunker = try FastChunker(polynomial: Self.checked(), sizes: sizes)
    #expect(chunkLengths(bytes, chunker) == expected)
    for step in [1009, 40_000] { #expect(chunkLengths(bytes, chunker, step: step) == expected) }
    #expect(expected.dropLast().allSatisfy { (sizes.minimum...sizes.maximum).contains($0) })
  }

  @Test func everyShortLengthIsOneChunk() throws {
    let chunker = try FastChunker(polynomial: Self.checked())
    for count in [1, 63, 64, 65, 4096, 512 << 10] {
      #expect(chunkLengths([UInt8](repeating: 1, count: count), chunker) == [count])
    }
  }

  @Test func runsOfAnyByteAreScannedFastAndCutAtTheMaximum() throws {
    for hex in ["3da3358b4dc173", "2482734cacca49"] {
      let secrets = try FastSecrets(polynomial: try #require(RabinPolynomial(hex: hex)))
      for byte in 0...255 as ClosedRange<UInt16> {
        let first = secrets.multipliers.reduce(0) { $0 &+ 4 &* byte &* 0x0101 &* $1 }
        #expect(!FastScanner.passes(first))
      }
    }
    let sizes = FastSizes(smallerBy: 8)
    let run = [UInt8](repeating: 0xff, count: 3 * sizes.maximum)
    let chunker = try FastChunker(polynomial: Self.checked(), sizes: sizes)
    #expect(chunkLengths(run, chunker) == [sizes.maximum, sizes.maximum, sizes.maximum])
  }

  @Test func sizesThatContradictEachOtherAreRefused() throws {
    var sizes = FastSizes()
    sizes.minimum = 63
    #expect(throws: ChunkerError.self) { try FastChunker(polynomial: Self.checked(), sizes: sizes) }
    sizes.minimum = sizes.maximum + 1
    #expect(throws: ChunkerError.self) { try FastChunker(polynomial: Self.checked(), sizes: sizes) }
  }

  /// At the same sizes and distances, 256 times smaller than in use: 4,000 chunks, whose share found again has a
  /// standard error of about 0.005 for either chunker.
  @Test(arguments: ["noise", "text"])
  func findsNoLessAgainAfterEditsThanGear(kind: String) throws {
    let sizes = FastSizes(smallerBy: 8)
    var (fast, gear) = (0.0, 0.0)
    for seed in 1...8 as ClosedRange<UInt64> {
      let count = 2 << 20
      let before =
        kind == "noise" ? GeneratedBytes.noise(seed: seed, count: count) : GeneratedBytes.text(seed: seed, count: count)
      let file = EditedFile(before, distance: 8 << 10, seed: seed)
      let chunker = try FastChunker(polynomial: Self.checked(), sizes: sizes)
      fast += file.shareFoundAgain { chunkLengths($0, chunker) }.share / 8
      let other = GearChunker(seed: seed, sizes: sizes)
      gear += file.shareFoundAgain { chunkLengths($0, other) }.share / 8
    }
    #expect(fast > 0.4)
    #expect(fast >= gear - 0.01)
  }
}
