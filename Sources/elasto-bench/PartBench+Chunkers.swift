import Chunker

extension PartBench {
  /// The polynomial of restic/chunker's tests.
  private static var polynomial: UInt64 { 0x3d_a335_8b4d_c173 }

  static func chunkers(_ data: BenchData) throws -> [PartBench] {
    try ChunkerKind.allCases.map { kind in
      let chunker = try kind.makeChunker(polynomial: polynomial)
      return PartBench(name: "chunk \(kind)") {
        var position = 0
        var chunks = 0
        while position < data.bytes.count {
          let rest = UnsafeRawBufferPointer(rebasing: data.bytes[position...])
          position += chunker.nextChunk(in: rest, isEnd: true) ?? rest.count
          chunks += 1
        }
        return (data.bytes.count, "\(data.name), \(chunks) chunks, mean \((data.bytes.count / chunks) >> 10) KiB")
      }
    }
  }
}
