/// What a test makes go wrong with the system calls on a file.
struct SystemFaults: Sendable {
  /// The number of the error that the next call ends with, without having done anything; `nil` where it is made.
  var failure: @Sendable () -> Int32?
  /// How many of the bytes asked for the next call moves: at least 1.
  var length: @Sendable (Int) -> Int
}
