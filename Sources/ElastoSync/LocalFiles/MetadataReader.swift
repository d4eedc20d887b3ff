package import ResticRepository

/// Reads what `lstat` does not tell: link targets and extended attributes.
///
/// Its buffers are reused from call to call: one reader per thread. A file without attributes costs one system call.
public final class MetadataReader {
  /// Almost everything fits, and the kernel clears as much memory as it is offered.
  static let usualRoom = 1024
  /// What the kernel allows: a list and a value of 64 KiB each.
  static let largestRoom = 64 * 1024
  /// For the prefix and the longest name that any file system has.
  static let pathRoom = 4096

  let listBuffer: UnsafeMutableRawBufferPointer
  let valueBuffer: UnsafeMutableRawBufferPointer
  /// `/proc/self/fd/N/NAME` and a NUL, for calls that know paths only.
  let pathBuffer: UnsafeMutablePointer<CChar>
  /// The part of the path up to the name, and whose it is: files of one directory come one after the other.
  var prefix: (descriptor: Int32, length: Int) = (-1, 0)

  public init() {
    listBuffer = .allocate(byteCount: Self.largestRoom, alignment: 16)
    valueBuffer = .allocate(byteCount: Self.largestRoom, alignment: 16)
    pathBuffer = .allocate(capacity: Self.pathRoom)
  }

  deinit {
    listBuffer.deallocate()
    valueBuffer.deallocate()
    pathBuffer.deallocate()
  }

  /// The extended attributes of a file in `directory`, in the kernel's order, ACLs among them; of a link its own.
  ///
  /// None where the file system keeps none. One that is listed but cannot be read has no value, and its error is added to
  /// `problems`.
  package func attributes(
    of name: [UInt8], in directory: OpenDirectory, problems: inout [FileSystemError]
  ) throws(FileSystemError) -> [ExtendedAttribute] {
    preparePath(to: name, in: directory)
    return try attributes(of: .path, at: { directory.path.path(of: name) }, problems: &problems)
  }

  /// The same for a file that is open for reading.
  package func attributes(
    ofOpenFile descriptor: Int32, at location: () -> FileSystemPath, problems: inout [FileSystemError]
  ) throws(FileSystemError) -> [ExtendedAttribute] {
    try attributes(of: .descriptor(descriptor), at: location, problems: &problems)
  }

  private func attributes(
    of file: AttributedFile, at location: () -> FileSystemPath, problems: inout [FileSystemError]
  ) throws(FileSystemError) -> [ExtendedAttribute] {
    guard let names = try listNames(of: file, at: location) else { return [] }
    var attributes: [ExtendedAttribute] = []
    for name in names {
      let value = readValue(of: name, file) { number in
        problems.append(
          FileSystemError(
            errno: number, "cannot read the attribute \(FileSystemPath(bytes: name).displayed)", at: location()))
      }
      attributes.append(ExtendedAttribute(name: name, value: value))
    }
    return attributes
  }
}

/// How a call reaches a file: through the path in the reader's buffer, or through an open descriptor.
enum AttributedFile {
  case path
  case descriptor(Int32)
}
