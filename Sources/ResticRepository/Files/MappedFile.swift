import Glibc

/// A file's bytes as memory that the kernel can take back at any time.
///
/// The file must not be shortened while it is mapped: whoever replaces it renames another one over it.
final class MappedFile: Sendable {
  // SAFETY: mapped read-only, and unmapped only in `deinit`.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Maps the whole of an open file, which stays open. `nil`, with the reason in `errno`, when the kernel will not.
  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else { return nil }
    madvise(start, count, MADV_RANDOM)
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}
