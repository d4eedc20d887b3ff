import CElastoSystem
import Glibc

/// For a disk that answers on the caller's own thread: the same bytes, without a hop or a copy.
extension SparseFilePages {
  /// Fills `buffer` with the bytes from `offset` on; false where they are not in memory, so that the disk is to be waited
  /// for. Where the file system cannot tell, this waits.
  package func readNow(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StoreError) -> Bool {
    var done = elasto_pread_cached(file.descriptor.raw, buffer.baseAddress, buffer.count, offset)
    if done == buffer.count { return true }
    // Part of them, or none, or the end of the file: all of it the slow way.
    if done >= 0 || errno == EAGAIN { return false }
    done = 0
    while done < buffer.count {
      let count = try file.attempt("reading") { () throws(SystemError) in
        try SystemError.check {
          pread(
            file.descriptor.raw, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset) + off_t(done))
        }
      }
      guard count > 0 else {
        throw StoreError(truncatedAt: offset + Int64(done), expected: offset + Int64(buffer.count), location: name)
      }
      done += count
    }
    return true
  }

  /// What `flush` does. Blocks.
  package func flushNow() throws(StoreError) { try file.synchronize() }

  /// Writes `bytes` at `offset`; false, with nothing done, while a resize or a snapshot has the file alone. Blocks.
  package func writeNow(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) -> Bool {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    let isDone: Void? = try locks.ifFree(PageGeometry.range(at: offset, count: bytes.count), .shared) {
      () throws(StoreError) in
      var done = 0
      while done < bytes.count {
        done += try file.attempt("writing") { () throws(SystemError) in
          try SystemError.check {
            pwrite(
              file.descriptor.raw, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset) + off_t(done))
          }
        }
      }
    }
    return isDone != nil
  }
}
