public import Manifest

/// How a plan is carried out.
public struct ApplyOptions: Sendable {
  /// What becomes of files that are no longer what a saved plan saw; `nil` leaves it to each job.
  public var changedFiles: ChangedFilesPolicy?

  /// Locks repositories while the plan is being made: for a run that goes on without asking anyone.
  public var locksEarly: Bool

  /// Volumes may become smaller, and lose what is behind.
  public var allowsDestroy: Bool

  public init(changedFiles: ChangedFilesPolicy? = nil, locksEarly: Bool = false, allowsDestroy: Bool = false) {
    self.changedFiles = changedFiles
    self.locksEarly = locksEarly
    self.allowsDestroy = allowsDestroy
  }
}
