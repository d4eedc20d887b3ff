import Glibc

/// A system call that failed on a local file of ours.
struct SystemFailure: Error, CustomStringConvertible {
  var call: String
  var errno: Int32

  /// Takes the reason from `errno`.
  init(_ call: String) {
    self.call = call
    errno = Glibc.errno
  }

  init(call: String, errno: Int32) {
    self.call = call
    self.errno = errno
  }

  var description: String { "\(call): \(String(cString: strerror(errno)))" }
}
