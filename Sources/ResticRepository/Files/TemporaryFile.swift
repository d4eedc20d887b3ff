import Glibc

/// An open file without a name: it goes with its descriptor, even when the process is killed.
final class TemporaryFile {
  let descriptor: Int32

  init(in directory: String) throws {
    var template = Array("\(directory)/elasto-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw SystemFailure("create a temporary file in \(directory)") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(template)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Where temporary files go when the caller names no place.
  static var defaultDirectory: String {
    guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
    return String(cString: value)
  }
}
