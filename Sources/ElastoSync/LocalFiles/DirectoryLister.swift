/// Reads directories: names and `lstat` of everything in one, sorted by the bytes of the names.
///
/// Its buffers are reused from call to call: one lister per thread.
public final class DirectoryLister {
  let records: UnsafeMutableRawBufferPointer
  /// All names of the current directory, each ended by NUL.
  var names: [UInt8] = []
  /// Where each name starts in `names`, and its length.
  var spans: [NameSpan] = []

  struct NameSpan {
    var start: Int
    var count: Int
  }

  public init() {
    records = .allocate(byteCount: 128 * 1024, alignment: 16)
  }

  deinit { records.deallocate() }

  /// Everything in `directory` but `.` and `..`, ascending by the bytes of the names.
  ///
  /// A name that has gone by the time it is examined is left out, as if it had gone before. One that cannot be examined
  /// is among the failures, and the rest goes on; only a directory that cannot be read at all throws. A directory may be
  /// listed again, from the start.
  public func list(_ directory: OpenDirectory) throws(FileSystemError) -> DirectoryListing {
    names.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    try readNames(of: directory)
    sortNames()
    return examineAll(in: directory)
  }
}
