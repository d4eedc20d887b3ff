import Cryptography
import Testing

@testable import Chunker

/// The polynomial of restic/chunker's own tests.
private let polynomial: UInt64 = 0x3d_a335_8b4d_c173

@Suite struct RabinChunkerTests {
  /// 32 MiB from Go's generator, as in restic/chunker's tests, which give these lengths.
  private static let data = GoRandom.bytes(seed: 23, count: 32 << 20)

  @Test func cutsWhereResticsOwnTestsSay() throws {
    let lengths = try chunkLengths(Self.data, RabinChunker(polynomial: polynomial))
    #expect(
      lengths == [
        2_163_460, 643_703, 1_528_956, 1_955_808, 2_222_372, 2_538_687, 609_606, 1_205_738, 959_742, 4_036_109,
        1_525_894, 1_352_720, 811_884, 1_282_314, 1_318_021, 948_640, 645_464, 533_758, 1_128_303, 800_374, 2_453_512,
        2_651_975, 237_392,
      ])
    // restic/chunker gives the SHA-256 of each chunk, too; the first and the last prove that the data is the same.
    let hasher = try SHA256Hasher()
    #expect(
      hasher.digest(of: Array(Self.data.prefix(2_163_460))).hex
        == "4b94cb2cf293855ea43bf766731c74969b91aa6bf3c078719aabdd19860d590d")
    #expect(
      hasher.digest(of: Array(Self.data.suffix(237_392))).hex
        == "fcd567f5d866357a8e299fd5b2359bb2c8157c30395229c4e9b0a353944a7978")
  }

  @Test func cutsWhereResticsOwnTestsSayForNineteenBits() throws {
    let lengths = try chunkLengths(Self.data, RabinChunker(polynomial: polynomial, averageBits: 19))
    #expect(
      lengths == [
        1_491_586, 671_874, 643_703, 1_284_146, 823_366, 810_134, 567_118, 821_315, 1_401_057, 2_311_122, 608_723,
        980_456, 1_140_278, 2_015_542, 904_752, 713_072, 675_937, 1_525_894, 1_352_720, 811_884, 1_282_314, 1_093_738,
        962_003, 856_384, 533_758, 1_128_303, 800_374, 2_453_512, 665_901, 1_986_074, 237_392,
      ])
  }

  @Test func cutsWhereResticsOwnTestsSayForLargeChunks() throws {
    let chunker = try RabinChunker(polynomial: polynomial, minimum: 16 << 20, maximum: 32 << 20)
    #expect(chunkLengths(Self.data, chunker) == [17_864_181, 15_690_251])
  }

  @Test func zerosAreCutAtTheMinimum() throws {
    let zeros = [UInt8](repeating: 0, count: 4 * 512 << 10)
    #expect(
      try chunkLengths(zeros, RabinChunker(polynomial: polynomial)) == [Int](repeating: 512 << 10, count: 4))
  }

  @Test(arguments: [
    "noise", "text", "records", "zeros", "zeros with islands", "one pattern", "a pattern of 64", "long repeats",
  ])
  func cutsAreThoseOfTheDefinition(kind: String) throws {
    let large = Self.sample(kind, count: 2_000_000)
    #expect(
      try chunkLengths(large, RabinChunker(polynomial: polynomial))
        == PlainRabinChunker(polynomial: polynomial).chunkLengths(large))
    // Small sizes take every path through the scanner, many times.
    let bytes = Array(large.prefix(300_000))
    for seed in 1...3 as ClosedRange<UInt64> {
      let polynomial = try #require(Self.randomPolynomial(seed: seed)).bits
      let (minimum, maximum, averageBits) = (2048 + 64 * Int(seed), 150_000, 11 + 2 * Int(seed))
      let chunker = try RabinChunker(
        polynomial: polynomial, minimum: minimum, maximum: maximum, averageBits: averageBits)
      let plain = PlainRabinChunker(
        polynomial: polynomial, minimum: minimum, maximum: maximum, averageBits: averageBits)
      let expected = plain.chunkLengths(bytes)
      #expect(chunkLengths(bytes, chunker) == expected)
      for step in [1009, 40_000] { #expect(chunkLengths(bytes, chunker, step: step) == expected) }
    }
  }

  @Test func everyShortLengthIsCutAsDefined() throws {
    let bytes = GeneratedBytes.noise(seed: 77, count: 5000)
    let chunker = try RabinChunker(polynomial: polynomial, minimum: 64, maximum: 4096, averageBits: 9)
    let plain = PlainRabinChunker(polynomial: polynomial, minimum: 64, maximum: 4096, averageBits: 9)
    for count in [0, 1, 63, 64, 65, 66, 127, 128, 1000, 4095, 4096, 4097, 5000] {
      let part = Array(bytes.prefix(count))
      #expect(chunkLengths(part, chunker) == plain.chunkLengths(part))
    }
  }

  @Test func damagedPolynomialsAndImpossibleSizesAreRefused() {
    for damaged in [0, 1, polynomial ^ 2, polynomial << 1, .max] as [UInt64] {
      let error = #expect(throws: ChunkerError.self) { try RabinChunker(polynomial: damaged) }
      #expect(error?.code == .invalidPolynomial)
    }
    #expect(throws: ChunkerError.self) { try RabinChunker(polynomial: polynomial, minimum: 63) }
    #expect(throws: ChunkerError.self) { try RabinChunker(polynomial: polynomial, minimum: 128, maximum: 127) }
    #expect(throws: ChunkerError.self) { try RabinChunker(polynomial: polynomial, averageBits: 0) }
    #expect(throws: ChunkerError.self) { try RabinChunker(polynomial: polynomial, averageBits: 54) }
  }

  private static func randomPolynomial(seed: UInt64) -> RabinPolynomial? {
    for attempt in 0..<10_000 as Range<UInt64> {
      let candidate = GeneratedBytes.mix(seed << 32 + attempt) >> 11 | 1 << 53 | 1
      if let polynomial = RabinPolynomial(candidate) { return polynomial }
    }
    return nil
  }

  private static func sample(_ kind: String, count: Int) -> [UInt8] {
    switch kind {
    case "noise": return GeneratedBytes.noise(seed: 11, count: count)
    case "text": return GeneratedBytes.text(seed: 12, count: count)
    case "records": return GeneratedBytes.records(seed: 13, count: count)
    case "zeros": return [UInt8](repeating: 0, count: count)
    case "zeros with islands":
      var bytes = [UInt8](repeating: 0, count: count)
      for start in stride(from: 5_000, to: count - 100, by: 77_777) {
        bytes.replaceSubrange(start..<start + 90, with: GeneratedBytes.noise(seed: UInt64(start), count: 90))
      }
      return bytes
    case "one pattern": return GeneratedBytes.repeating([0xde, 0xad, 0xbe], count: count)
    case "a pattern of 64": return GeneratedBytes.repeating(GeneratedBytes.noise(seed: 14, count: 64), count: count)
    default: return GeneratedBytes.repeating(GeneratedBytes.noise(seed: 15, count: 50_021), count: count)
    }
  }
}
