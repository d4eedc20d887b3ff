/// For a disk that answers on the caller's own thread: the same bytes, without a hop or a copy.
extension SparseFilePages {
  /// Fills `buffer` with the bytes from `offset` on. Blocks.
  package func readNow(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StoreError) {
    try file.fill(buffer, offset)
  }

  /// Writes `bytes` at `offset`; false, with nothing done, while a resize or a snapshot has the file alone. Blocks.
  package func writeNow(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) -> Bool {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    let done: Void? = try locks.ifFree(PageGeometry.range(at: offset, count: bytes.count), .shared) {
      () throws(StoreError) in try file.put(bytes, offset)
    }
    return done != nil
  }
}
