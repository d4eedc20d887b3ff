/// How far a piece of work is at one moment.
struct ProgressSample: Sendable, Equatable {
  var files: Int
  var bytes: Int64
  /// 0 where nobody knows.
  var expectedFiles: Int
  /// 0 where nobody knows.
  var expectedBytes: Int64
}
