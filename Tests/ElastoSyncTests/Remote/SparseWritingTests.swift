import Glibc
import Testing

@testable import ElastoSync

@Suite struct SparseWritingTests {
  @Test func howeverAFileIsCutItsBytesAreTheSameAndZerosTakeNoRoom() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    for position in [0, 4095, 500_000, 500_001, 1_048_575] { bytes[position] = 1 }
    var random = SeededGenerator(seed: 11)
    for round in 0..<50 {
      let path = "\(folder.path)/\(round)"
      let file = try FileDescriptor.creating(path)
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 1...100_000, using: &random))
        try bytes[start..<end].withUnsafeBytes {
          try SparseWriting.write($0, to: file, at: Int64(start), makesHoles: true, path)
        }
        start = end
      }
      try LocalFile.setLength(file, Int64(bytes.count), path)
      #expect(try LocalFile.read(path).bytes == bytes)
      #expect(try file.status().st_blocks <= 4 * 8)
    }
  }
}
