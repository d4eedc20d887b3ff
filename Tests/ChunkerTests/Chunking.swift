@testable import Chunker

/// The lengths of all chunks of one file.
func chunkLengths(_ bytes: [UInt8], _ chunker: any ContentChunker) -> [Int] {
  bytes.withUnsafeBytes { bytes in
    var lengths: [Int] = []
    var start = 0
    while start < bytes.count {
      let length = chunker.nextChunk(in: UnsafeRawBufferPointer(rebasing: bytes[start...]), isEnd: true)
      lengths.append(length)
      start += length
    }
    return lengths
  }
}

/// The same, but the chunker never sees more than it asks for: a reader's buffer of just `maximumSize` bytes.
func chunkLengthsThroughSmallBuffer(_ bytes: [UInt8], _ chunker: any ContentChunker) -> [Int] {
  bytes.withUnsafeBytes { bytes in
    var lengths: [Int] = []
    var start = 0
    while start < bytes.count {
      let end = min(start + chunker.maximumSize, bytes.count)
      let buffer = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      let length = chunker.nextChunk(in: buffer, isEnd: end == bytes.count)
      lengths.append(length)
      start += length
    }
    return lengths
  }
}
