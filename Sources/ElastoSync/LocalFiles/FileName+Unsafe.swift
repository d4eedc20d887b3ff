internal import Glibc

extension [UInt8] {
  /// Lends the bytes with a NUL after them, as system calls want a name.
  ///
  /// A name with a NUL inside would be cut there: names of the kernel have none, and names of trees are checked.
  func withName<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { buffer in
      guard let base = buffer.baseAddress else { return body("") }
      withUnsafeBytes { bytes in
        if let source = bytes.baseAddress { memcpy(base, source, bytes.count) }
      }
      base[count] = 0
      return body(base)
    }
  }
}

/// Repeats a system call that a signal interrupted; -1 and `errno` as the call left them.
@inline(__always)
func retryingInterrupts<Result: FixedWidthInteger & SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
