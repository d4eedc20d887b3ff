internal import Glibc

/// Large memory that is used in part, most of the time: the pages that are not needed belong to the system.
enum PageMemory {
  static let pageLength = 4096

  /// Gives back the pages of `memory`, which begins with one, between the two offsets. What was in them is lost.
  static func giveBack(_ memory: UnsafeMutableRawBufferPointer, from start: Int, to end: Int) {
    let last = min((end + pageLength - 1) & ~(pageLength - 1), memory.count & ~(pageLength - 1))
    guard let base = memory.baseAddress, start % pageLength == 0, last > start else { return }
    madvise(base + start, last - start, MADV_DONTNEED)
  }
}
