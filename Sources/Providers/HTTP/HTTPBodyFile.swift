import CElastoSystem
import Glibc

/// A file whose bytes are a body; open while its owner lives.
final class HTTPBodyFile: Sendable {
  let path: String
  let range: Range<Int64>
  private let descriptor: FileDescriptor

  var count: Int64 { Int64(range.count) }

  /// Opens the file, which may block.
  init(path: String, range: Range<Int64>) throws(SystemError) {
    self.path = path
    self.range = range
    descriptor = try FileDescriptor.open(path, at: AT_FDCWD, O_RDONLY)
  }

  /// Reads what is in the page cache; `nil` where that is nothing, or the file system cannot say.
  func readCached(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let wanted = Int(min(Int64(buffer.count), count - offset))
    let count = elasto_pread_cached(descriptor.raw, buffer.baseAddress, wanted, range.lowerBound + offset)
    return count < 0 ? nil : count
  }

  /// Reads up to `buffer.count` bytes from `offset` in the body, which may block; 0 where the file ends before its range does.
  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    let wanted = Int(min(Int64(buffer.count), count - offset))
    return try SystemError.check { pread(descriptor.raw, buffer.baseAddress, wanted, off_t(range.lowerBound + offset)) }
  }
}
