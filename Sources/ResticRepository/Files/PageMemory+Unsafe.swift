internal import Glibc

/// Large memory that is used in part, most of the time: the pages that are not needed belong to the system.
package enum PageMemory {
  package static let pageLength = 4096

  /// Memory that begins with a page, to be freed with `deallocate`.
  ///
  /// It is used from its start on, for a megabyte or more at a time: the system gives it by large pages where it has
  /// them, which costs one fault instead of 512.
  package static func allocate(byteCount: Int) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: pageLength)
    preferLargePages(memory)
    return memory
  }

  /// Asks for large pages where there are whole ones in `memory`. The system may decline.
  package static func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
    guard let base = memory.baseAddress else { return }
    let start = (pageLength - Int(bitPattern: base) % pageLength) % pageLength
    guard memory.count >= start + pageLength else { return }
    madvise(base + start, (memory.count - start) & ~(pageLength - 1), MADV_HUGEPAGE)
  }

  /// Gives back the pages of `memory`, which begins with one, between the two offsets. What was in them is lost.
  package static func giveBack(_ memory: UnsafeMutableRawBufferPointer, from start: Int, to end: Int) {
    let last = min((end + pageLength - 1) & ~(pageLength - 1), memory.count & ~(pageLength - 1))
    guard let base = memory.baseAddress, start % pageLength == 0, last > start else { return }
    madvise(base + start, last - start, MADV_DONTNEED)
  }
}
