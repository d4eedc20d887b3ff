import Glibc

/// A file's bytes as memory that the kernel can take back at any time.
///
/// The file must not be shortened while it is mapped: whoever replaces it renames another one over it.
final class MappedFile: Sendable {
  /// A file that may stay in memory as a whole. Each look at a random place of a mapping brings in up to 64 KiB around
  /// it, which counts as this process's memory until somebody else needs it.
  static let largestKept = 64 << 20

  // SAFETY: mapped read-only, and unmapped only in `deinit`.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// Open when the file is too large to be looked at through the mapping alone.
  private let descriptor: Int32?

  /// Maps the whole of an open file, which stays open. `nil`, with the reason in `errno`, when the kernel will not.
  ///
  /// - Parameter largestKept: in bytes; a larger file is read at random places, not looked at.
  init?(descriptor: Int32, largestKept: Int = largestKept) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      self.descriptor = nil
      return
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else { return nil }
    madvise(start, count, MADV_RANDOM)
    bytes = UnsafeRawBufferPointer(start: start, count: count)
    let copy = count > largestKept ? fcntl(descriptor, F_DUPFD_CLOEXEC, 0) : -1
    self.descriptor = copy < 0 ? nil : copy
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    if let descriptor { close(descriptor) }
  }

  /// Lends the bytes of a short range at a random place, aligned to 16 as long as the range is: those of the mapping, or,
  /// of a large file, a copy of them.
  func withBytes<Result>(in range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard let descriptor else { return body(UnsafeRawBufferPointer(rebasing: bytes[range])) }
    return withUnsafeTemporaryAllocation(byteCount: range.count, alignment: 16) { copy in
      guard pread(descriptor, copy.baseAddress, copy.count, off_t(range.lowerBound)) == copy.count else {
        return body(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
      return body(UnsafeRawBufferPointer(copy))
    }
  }
}
