internal import CElastoSystem
internal import Glibc

extension DirectoryLister {
  /// Collects the names with getdents64(2), whose records are
  ///
  ///     0 d_ino (8)   8 d_off (8)   16 d_reclen (2)   18 d_type (1)   19 d_name … NUL
  func readNames(of directory: OpenDirectory) throws(FileSystemError) {
    guard lseek(directory.descriptor, 0, SEEK_SET) == 0, let base = records.baseAddress else {
      throw FileSystemError(errno: errno, "cannot read the directory", at: directory.path.path)
    }
    while true {
      let filled = retryingInterrupts { elasto_getdents64(directory.descriptor, base, records.count) }
      if filled == 0 { return }
      guard filled > 0 else {
        throw FileSystemError(errno: errno, "cannot read the directory", at: directory.path.path)
      }
      var position = 0
      while position < filled {
        let length = Int(base.loadUnaligned(fromByteOffset: position + 16, as: UInt16.self))
        let name = base + position + 19
        let count = strnlen(name.assumingMemoryBound(to: CChar.self), length - 19)
        position += length
        if isDots(name, count) { continue }
        spans.append(NameSpan(start: names.count, count: count))
        names.append(contentsOf: UnsafeRawBufferPointer(start: name, count: count))
        names.append(0)
      }
    }
  }

  func sortNames() {
    names.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      spans.sort { left, right in
        let order = memcmp(base + left.start, base + right.start, min(left.count, right.count))
        return order != 0 ? order < 0 : left.count < right.count
      }
    }
  }

  func examineAll(in directory: OpenDirectory) -> DirectoryListing {
    var listing = DirectoryListing(entries: [], failures: [])
    listing.entries.reserveCapacity(spans.count)
    names.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      var status = stat()
      for span in spans {
        let start = base + span.start
        let name = start.assumingMemoryBound(to: CChar.self)
        let bytes = Array(UnsafeRawBufferPointer(start: start, count: span.count))
        if fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
          listing.entries.append(LocalEntry(name: bytes, status: FileStatus(status)))
        } else if errno != ENOENT {
          listing.failures.append(
            FileSystemError(errno: errno, "cannot be examined", at: directory.path.path(of: bytes)))
        }
      }
    }
    return listing
  }

  private func isDots(_ name: UnsafeRawPointer, _ count: Int) -> Bool {
    let dot = UInt8(ascii: ".")
    guard count <= 2, count > 0, name.load(as: UInt8.self) == dot else { return false }
    return count == 1 || name.load(fromByteOffset: 1, as: UInt8.self) == dot
  }
}
