/// What happens during a run, for whoever shows it. Calls come from any thread, in the order of events of one source.
public protocol RunObserver: Sendable {
  func report(_ event: RunEvent)
}

/// One thing that happened.
public enum RunEvent: Sendable {
  /// A path could not be read, or changed under the reader.
  case problem(job: String, source: String, PathProblem)
  /// Something the user should know that is nobody's failure.
  case warning(String)
  case sectionStarted(job: String, source: String, targets: [String])
  case snapshotSaved(SavedSnapshot)
  case repositoryCreated(target: String, id: String)
  /// A volume was created, or has its new size.
  case volumeChanged(PlannedVolume)
  /// Packs that an interrupted run had stored were found and indexed: what they hold is not sent again.
  case resumed(target: String, packs: Int, unreadable: Int)
  case snapshotForgotten(target: String, id: String)
  case maintained(target: String, what: String)
  case hookStarted(job: String, hook: String, command: [String])
  case jobFinished(JobOutcome)
}

/// A snapshot that a run wrote.
public struct SavedSnapshot: Sendable, Codable {
  public var job: String
  public var source: String
  public var target: String
  public var id: String
  public var tree: String
  public var files: Int
  public var bytesRead: Int64
  public var newBlobs: Int
  public var newBytes: Int64
  public var storedBytes: Int64
  public var seconds: Double
}
