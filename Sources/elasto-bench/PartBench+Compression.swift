import Chunker

extension PartBench {
  /// Pieces of 1 MiB, of the first 64 MiB: a level's rate does not depend on more.
  static func compression(_ data: BenchData) throws -> [PartBench] {
    let pieces = Array(data.pieces(of: 1 << 20).prefix(64))
    let total = pieces.reduce(0) { $0 + $1.count }
    let probe = try CompressibilityProbe()
    var benches = [
      PartBench(name: "compressibility probe") {
        let worth = pieces.count { probe.isWorthCompressing($0) }
        return (total, "\(worth) of \(pieces.count) worth compressing")
      }
    ]
    for level in [-1, 1, 2, 3, 6] {
      let compressor = try ZstdCompressor(level: level)
      let decompressor = try ZstdDecompressor()
      let room = ZstdCompressor.bound(1 << 20)
      let frames = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces.count * room, alignment: 64)
      let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
      var counts = [Int](repeating: 0, count: pieces.count)
      benches.append(
        PartBench(name: "zstd \(level)") {
          for (index, piece) in pieces.enumerated() {
            let frame = UnsafeMutableRawBufferPointer(rebasing: frames[index * room..<(index + 1) * room])
            counts[index] = try compressor.compress(piece, into: frame)
          }
          let ratio = Double(total) / Double(counts.reduce(0, +))
          return (total, "ratio \((ratio * 1000).rounded() / 1000)")
        })
      benches.append(
        PartBench(name: "zstd \(level) unpack") {
          for index in pieces.indices {
            let frame = UnsafeRawBufferPointer(rebasing: frames[index * room..<index * room + counts[index]])
            _ = try decompressor.decompress(frame, into: output)
          }
          return (total, "")
        })
    }
    return benches
  }
}
