import Glibc
import Synchronization

/// A file's bytes as memory that the kernel can take back at any time.
///
/// The file must not be shortened while it is mapped: whoever replaces it renames another one over it.
final class MappedFile: Sendable {
  /// Looks at random places between which pages are given back. Each brings in up to 64 KiB around it, twice where it
  /// goes by way of another table: 64 MiB at most.
  private static let looksKept = 512
  /// A file that may stay in memory as a whole.
  private static let smallest = 64 << 20

  private let looks = Atomic<Int>(0)
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

  /// To be called before a look at a random place: the pages that many looks have brought in are given back now and then,
  /// so that resident memory does not grow with the file. They stay in the system's cache while there is room.
  func willLook() {
    guard bytes.count > Self.smallest,
      looks.wrappingAdd(1, ordering: .relaxed).newValue.isMultiple(of: Self.looksKept), let start = bytes.baseAddress
    else { return }
    madvise(UnsafeMutableRawPointer(mutating: start), bytes.count, MADV_DONTNEED)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}
