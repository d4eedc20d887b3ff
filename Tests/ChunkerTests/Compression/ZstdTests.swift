import Testing

@testable import Chunker

private func compress(_ input: [UInt8], level: Int = 3, with compressor: ZstdCompressor? = nil) throws -> [UInt8] {
  let compressor = try compressor ?? ZstdCompressor(level: level)
  var frame = [UInt8](repeating: 0, count: ZstdCompressor.bound(input.count))
  let count = try input.withUnsafeBytes { input in
    try frame.withUnsafeMutableBytes { try compressor.compress(input, into: $0) }
  }
  return Array(frame.prefix(count))
}

private func decompress(_ frame: [UInt8], room: Int, with decompressor: ZstdDecompressor? = nil) throws -> [UInt8] {
  let decompressor = try decompressor ?? ZstdDecompressor()
  var output = [UInt8](repeating: 0, count: room)
  let count = try frame.withUnsafeBytes { frame in
    try output.withUnsafeMutableBytes { try decompressor.decompress(frame, into: $0) }
  }
  return Array(output.prefix(count))
}

private func unpacks(
  _ frame: some Sequence<UInt8>, to sample: some Sequence<UInt8>, with decompressor: ZstdDecompressor
) throws -> Bool {
  try Array(frame).withUnsafeBytes { frame in
    try Array(sample).withUnsafeBytes { try decompressor.unpacks(frame, to: $0) }
  }
}

private func decompress(_ frame: [UInt8], limit: Int) throws -> [UInt8] {
  try frame.withUnsafeBytes { try ZstdDecompressor().decompress($0, limit: limit) }
}

private let samples: [[UInt8]] = [
  [], [7], GeneratedBytes.text(seed: 1, count: 1000), GeneratedBytes.noise(seed: 2, count: 5000),
  [UInt8](repeating: 0, count: 1 << 20), GeneratedBytes.text(seed: 3, count: 700_000),
]

@Suite struct ZstdTests {
  @Test(arguments: [-5, 1, 3, 9])
  func oneContextServesManyFrames(level: Int) throws {
    let compressor = try ZstdCompressor(level: level)
    let decompressor = try ZstdDecompressor()
    for sample in samples + samples.reversed() {
      let frame = try compress(sample, with: compressor)
      #expect(try decompress(frame, room: sample.count, with: decompressor) == sample)
      #expect(try decompress(frame, limit: sample.count) == sample)
      #expect(try unpacks(frame, to: sample, with: decompressor))
    }
  }

  @Test func whatAFrameDoesNotUnpackToIsTold() throws {
    let decompressor = try ZstdDecompressor()
    for sample in samples where !sample.isEmpty {
      let frame = try compress(sample)
      for place in [0, sample.count / 2, sample.count - 1] {
        var other = sample
        other[place] ^= 1
        #expect(try !unpacks(frame, to: other, with: decompressor))
      }
      #expect(try !unpacks(frame, to: sample + [0], with: decompressor))
      #expect(try !unpacks(frame, to: sample.dropLast(), with: decompressor))
      #expect(try !unpacks(frame.dropLast(), to: sample, with: decompressor))
      #expect(try unpacks(frame, to: sample, with: decompressor))
    }
  }

  @Test func levelsThatZstdDoesNotHaveAreRefused() {
    #expect(throws: CompressionError.self) { try ZstdCompressor(level: 23) }
    #expect(throws: CompressionError.self) { try ZstdCompressor(level: .min) }
  }

  @Test func tooLittleRoomIsSaidAndTheContextStillWorks() throws {
    let sample = samples[2]
    let frame = try compress(sample)
    let decompressor = try ZstdDecompressor()
    var error = #expect(throws: CompressionError.self) {
      try decompress(frame, room: sample.count - 1, with: decompressor)
    }
    #expect(error?.code == .noRoom)
    #expect(try decompress(frame, room: sample.count, with: decompressor) == sample)
    error = #expect(throws: CompressionError.self) { try decompress(frame, limit: sample.count - 1) }
    #expect(error?.code == .noRoom)
    let compressor = try ZstdCompressor(level: 3)
    var small = [UInt8](repeating: 0, count: 20)
    error = #expect(throws: CompressionError.self) {
      try sample.withUnsafeBytes { sample in
        try small.withUnsafeMutableBytes { try compressor.compress(sample, into: $0) }
      }
    }
    #expect(error?.code == .noRoom)
    #expect(try decompress(compress(sample, with: compressor), room: sample.count) == sample)
  }

  @Test func everyTruncationIsNoticed() throws {
    let sample = samples[2]
    let frame = try compress(sample)
    for count in 0..<frame.count {
      #expect(throws: CompressionError.self) { try decompress(Array(frame.prefix(count)), room: sample.count) }
      #expect(throws: CompressionError.self) { try decompress(Array(frame.prefix(count)), limit: 1 << 20) }
    }
  }

  @Test func noFlippedByteCrashesOrOutgrowsTheLimit() throws {
    let frame = try compress(samples[2])
    for index in frame.indices {
      for bit in [1, 0x80] as [UInt8] {
        var altered = frame
        altered[index] ^= bit
        if let result = try? decompress(altered, limit: 4096) { #expect(result.count <= 4096) }
        if let result = try? decompress(altered, room: 1000) { #expect(result.count <= 1000) }
      }
    }
  }

  /// The frame of `zstd --no-content-size`, written from a pipe: no size in its header.
  @Test func framesWithoutASizeAreUnpacked() throws {
    let frame: [UInt8] = [
      0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x29, 0x00, 0x00, 0x68, 0x61, 0x6c, 0x6c, 0x6f,
    ]
    #expect(try decompress(frame, limit: 100) == Array("hallo".utf8))
    #expect(throws: CompressionError.self) { try decompress(frame, limit: 4) }
  }

  @Test func aFrameThatClaimsTerabytesTakesNoMemory() throws {
    // Frame header with an 8-byte content size of 2⁴⁰ and a window of 1 KiB, then a last block of 5 raw bytes.
    let frame: [UInt8] = [
      0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0x00, 0, 0, 0, 0, 0, 1, 0, 0, 0x29, 0x00, 0x00, 0x68, 0x61, 0x6c, 0x6c, 0x6f,
    ]
    #expect(throws: CompressionError.self) { try decompress(frame, limit: 1 << 40) }
  }
}
