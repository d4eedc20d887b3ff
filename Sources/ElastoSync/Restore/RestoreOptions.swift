/// What a restore does with what is there already, and which part of a snapshot it takes.
public struct RestoreOptions: Sendable {
  /// What happens to a file that exists. Directories are always merged, and a symbolic link where the snapshot has a
  /// directory is neither followed nor removed.
  public enum Overwrite: String, Sendable, CaseIterable {
    /// Whatever exists stays as it is, folders' metadata too.
    case never
    /// A file of another size, time or kind is replaced; one that looks the same gets the snapshot's metadata.
    case ifChanged = "if-changed"
    /// Every file is written again.
    case always
  }

  public var overwrite = Overwrite.never
  /// Restores only what these patterns name, and what is below. Relative to what is restored; empty: everything.
  public var include = GlobList.empty
  /// Leaves out what these patterns name, and what is below.
  public var exclude = GlobList.empty
  /// Removes what is at the destination and not in the snapshot, where the patterns let it be restored.
  public var deletesOthers = false
  /// Decides and reports, and changes nothing.
  public var isDryRun = false
  /// Reads every written file back and compares it with the ids of its blobs.
  public var verifies = false
  /// Runs of zeros become holes.
  public var makesHoles = true
  /// Threads that read packs and write files; 0: as many as this machine's processors ask for.
  public var threads = 0
  package var batchLimits = RestoreBatchLimits()

  public init() {}
}
