import Glibc

/// A system call's errno.
struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  let number: Int32

  var description: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return buffer.withUnsafeBufferPointer { text in text.baseAddress.map { String(cString: $0) } ?? "" }
  }

  /// Repeats a call that a signal interrupts; throws errno when it returns -1.
  @inline(__always)
  static func check<Result: SignedInteger>(_ call: () -> Result) throws(SystemError) -> Result {
    while true {
      let result = call()
      if result != -1 { return result }
      let number = errno
      if number != EINTR { throw SystemError(number: number) }
    }
  }
}
