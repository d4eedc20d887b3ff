import CElastoSystem
import Glibc
import Synchronization

/// For a disk that answers on the caller's own thread: the same bytes, without a hop or a copy.
extension SparseFilePages {
  /// Fills `buffer` with the bytes from `offset` on; false where they are not in memory, so that the disk is to be waited
  /// for. Where the file system cannot tell, this waits.
  package func readNow(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StoreError) -> Bool {
    if !isCacheUnknown.load(ordering: .relaxed) {
      let count = elasto_pread_cached(file.descriptor.raw, buffer.baseAddress, buffer.count, offset)
      if count == buffer.count { return true }
      // Part of them, or none, or the end of the file: all of it the slow way.
      guard count < 0, errno == EOPNOTSUPP || errno == ENOSYS else { return false }
      isCacheUnknown.store(true, ordering: .relaxed)
    }
    try file.fill(buffer, offset)
    return true
  }

  /// Writes `bytes` at `offset`; false, with nothing done, while a resize or a snapshot has the file alone. Blocks.
  package func writeNow(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) -> Bool {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    let done: Void? = try locks.ifFree(PageGeometry.range(at: offset, count: bytes.count), .shared) {
      () throws(StoreError) in try file.put(bytes, offset)
    }
    return done != nil
  }

  /// What `flush` does. Blocks.
  package func flushNow() throws(StoreError) { try file.synchronize() }
}
