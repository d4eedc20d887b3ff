public import Manifest

/// How a plan is carried out.
public struct ApplyOptions: Sendable {
  /// What becomes of files that are no longer what a saved plan saw; `nil` leaves it to each job.
  public var changedFiles: ChangedFilesPolicy?

  public init(changedFiles: ChangedFilesPolicy? = nil) { self.changedFiles = changedFiles }
}
