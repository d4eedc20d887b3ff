/// Follows a restore. Called from any of its threads, often: it must be quick.
public protocol RestoreProgress: Sendable {
  /// More work has been found; the sum grows until the whole tree has been walked.
  func found(files: Int, bytes: Int64)
  /// Files that are whole, and bytes that are written (holes count as written).
  func restored(files: Int, bytes: Int64)
  /// Something was decided about one path.
  func decided(_ item: RestoreItem)
  /// One path could not be restored; the rest goes on.
  func failed(_ failure: RestoreFailure)
}

extension RestoreProgress {
  public func found(files: Int, bytes: Int64) {}
  public func restored(files: Int, bytes: Int64) {}
  public func decided(_ item: RestoreItem) {}
  public func failed(_ failure: RestoreFailure) {}
}

/// Watches nothing.
public struct SilentRestore: RestoreProgress {
  public init() {}
}
