import Glibc

extension FileDescriptor {
  /// Opens a file for reading.
  static func reading(_ path: String) throws(Failure) -> FileDescriptor {
    let raw = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard raw >= 0 else { throw Failure(code: errno) }
    return FileDescriptor(raw)
  }

  /// Creates a file that only its owner may read, and which must not be there yet.
  static func creating(_ path: String) throws(Failure) -> FileDescriptor {
    let raw = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard raw >= 0 else { throw Failure(code: errno) }
    return FileDescriptor(raw)
  }

  /// A file without a name, gone when the last reference goes.
  static func temporary(in folder: String) throws(Failure) -> FileDescriptor {
    var template = Array("\(folder)/elasto-XXXXXX".utf8CString)
    let raw = mkstemp(&template)
    guard raw >= 0 else { throw Failure(code: errno) }
    _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return FileDescriptor(raw)
  }
}
