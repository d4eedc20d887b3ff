import Glibc

extension HTTPConfiguration {
  /// Throws where a file that it names cannot be read.
  func check() throws(HTTPError) {
    let files = [
      ("certificates of authorities", caFile), ("certificates of authorities", caDirectory),
      ("client certificate", clientCertificate), ("key of the client certificate", clientKey),
    ]
    for case (let name, let path?) in files where access(path, R_OK) != 0 {
      let reason = SystemError(number: errno)
      throw HTTPError(.misconfigured, "the \(name) cannot be read: \(reason)", location: path, cause: reason)
    }
  }
}
