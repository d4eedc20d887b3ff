/// Why bytes are not the JSON that was expected, and where.
struct JSONFault: Error {
  /// Bytes from the start.
  var position: Int
  var reason: String

  func error(_ what: String) -> RepositoryError {
    RepositoryError(
      .damaged, "\(what) cannot be read: \(reason) at byte \(position); run \"check --read-data\" to see what is hurt",
      location: "")
  }
}
