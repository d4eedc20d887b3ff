import COpenSSL

/// The queue of errors that OpenSSL keeps for each thread, taken and emptied.
struct OpenSSLFailure: Error, CustomStringConvertible {
  let description: String

  /// Takes this thread's errors, oldest first.
  init() {
    var reasons: [String] = []
    while case let code = ERR_get_error(), code != 0 {
      guard let reason = ERR_reason_error_string(code) else { continue }
      reasons.append(String(cString: reason))
    }
    description = reasons.isEmpty ? "no reason given" : reasons.joined(separator: "; ")
  }
}

extension CryptographyError {
  static func unavailable(_ algorithm: String) -> Self {
    let cause = OpenSSLFailure()
    return Self(
      .unavailable, "OpenSSL does not offer this algorithm here (\(cause)); check its configuration",
      location: algorithm, cause: cause)
  }

  static func failed(_ algorithm: String) -> Self {
    let cause = OpenSSLFailure()
    return Self(.failed, "OpenSSL failed: \(cause)", location: algorithm, cause: cause)
  }

  /// Refuses `buffer` unless it is `count` bytes long; `name` is what the message calls it.
  static func require(
    _ count: Int, in buffer: UnsafeRawBufferPointer, as name: String, of algorithm: String
  ) throws(Self) {
    guard buffer.count == count else {
      throw Self(
        .invalidArgument, "the \(name) has \(buffer.count) bytes where \(count) are needed", location: algorithm)
    }
  }
}
