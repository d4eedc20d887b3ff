import Testing

@testable import Chunker

private func isWorthCompressing(_ bytes: [UInt8]) throws -> Bool {
  let probe = try CompressibilityProbe()
  return bytes.withUnsafeBytes { probe.isWorthCompressing($0) }
}

@Suite struct CompressibilityProbeTests {
  @Test(arguments: [32 << 10, 100_001, 1 << 20])
  func noiseIsNotWorthIt(count: Int) throws {
    for seed in 0..<8 as Range<UInt64> {
      #expect(try !isWorthCompressing(GeneratedBytes.noise(seed: seed, count: count)))
    }
  }

  @Test func compressedDataIsNotWorthIt() throws {
    let text = GeneratedBytes.text(seed: 5, count: 4 << 20)
    let compressor = try ZstdCompressor(level: 3)
    var frame = [UInt8](repeating: 0, count: ZstdCompressor.bound(text.count))
    let count = try text.withUnsafeBytes { text in
      try frame.withUnsafeMutableBytes { try compressor.compress(text, into: $0) }
    }
    #expect(try !isWorthCompressing(Array(frame.prefix(count))))
  }

  @Test func structureIsWorthIt() throws {
    #expect(try isWorthCompressing(GeneratedBytes.text(seed: 1, count: 1 << 20)))
    #expect(try isWorthCompressing(GeneratedBytes.records(seed: 1, count: 1 << 20)))
    #expect(try isWorthCompressing([UInt8](repeating: 0, count: 1 << 20)))
  }

  @Test func repeatsNearbyAreFoundThoughEveryByteIsEquallyFrequent() throws {
    #expect(try isWorthCompressing(GeneratedBytes.repeating(Array(0...255), count: 1 << 20)))
    let block = GeneratedBytes.noise(seed: 9, count: 1024)
    #expect(try isWorthCompressing(GeneratedBytes.repeating(block, count: 1 << 20)))
  }

  @Test func aFewPagesOfTextAmongNoiseAreFound() throws {
    let mixed = GeneratedBytes.noise(seed: 3, count: 900_000) + GeneratedBytes.text(seed: 3, count: 148_576)
    #expect(try isWorthCompressing(mixed))
  }

  @Test func smallDataIsAlwaysWorthIt() throws {
    #expect(try isWorthCompressing([]))
    #expect(try isWorthCompressing(GeneratedBytes.noise(seed: 1, count: (32 << 10) - 1)))
  }
}
