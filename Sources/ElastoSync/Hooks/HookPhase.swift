/// When a hook runs in the life of a job.
public enum HookPhase: String, Sendable, Hashable, CaseIterable {
  /// Before anything is read. Exit status 75 means “not today”; any other failure aborts the job.
  case before
  /// As soon as the sources are read, or will not be read any more: what `before` stopped can start again.
  case afterRead = "after-read"
  case success
  case failure
  /// Last, whatever happened; after Ctrl-C too.
  case finally
}

/// How a job ended, as far as its hooks are concerned: the value of `ELASTO_RESULT`.
public enum JobResult: String, Sendable, Hashable {
  case success
  /// Done, but files were unreadable or changed while they were read.
  case incomplete
  case failure
  /// A `before` hook said so.
  case skipped
  case interrupted
}
