@testable import Chunker

/// The lengths of all chunks of one file.
func chunkLengths(_ bytes: [UInt8], _ chunker: any ContentChunker) -> [Int] {
  bytes.withUnsafeBytes { bytes in
    var lengths: [Int] = []
    var start = 0
    while start < bytes.count {
      guard let length = chunker.nextChunk(in: UnsafeRawBufferPointer(rebasing: bytes[start...]), isEnd: true) else {
        return []
      }
      lengths.append(length)
      start += length
    }
    return lengths
  }
}

/// The same, but the chunker sees a reader's buffer that grows by `step` bytes whenever it does not see enough.
func chunkLengths(_ bytes: [UInt8], _ chunker: any ContentChunker, step: Int) -> [Int] {
  bytes.withUnsafeBytes { bytes in
    var lengths: [Int] = []
    var (start, end) = (0, 0)
    while start < bytes.count {
      let buffer = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      if !buffer.isEmpty, let length = chunker.nextChunk(in: buffer, isEnd: end == bytes.count) {
        lengths.append(length)
        start += length
      } else if end == bytes.count || buffer.count >= chunker.maximumSize {
        return []
      } else {
        end = min(end + step, bytes.count)
      }
    }
    return lengths
  }
}
