import ResticRepository

/// One step of a plan. The order of the stream is the order of the work: repositories and volumes first, then section by section the
/// directories, children before their parent, the snapshots and what retention lets go, then maintenance.
enum Operation {
  /// Creates the target's repository.
  case createRepository(target: String)
  /// Creates a volume, or gives it another size.
  case volume(PlannedVolume)
  /// Stores one directory of a section.
  case directory(DirectoryOperation)
  /// A directory that every target has as it is, all below it included: nothing of it is looked at again. Only in a plan
  /// that is carried out by the run that made it.
  case unchanged(UnchangedDirectory)
  /// Runs a section's command and stores its output.
  case command(section: Int)
  /// Writes a section's snapshots, one at each target.
  case snapshot(section: Int)
  /// Lets a snapshot of the section's identity go, once the section's own snapshot is there.
  case forget(section: Int, target: String, id: StorageID)
  /// Prunes and checks as a job of the manifest says.
  case maintain(job: String)
}

extension Operation {
  /// The section that it belongs to; `nil` for what stands outside of all.
  var section: Int? {
    switch self {
    case .directory(let directory): directory.section
    case .unchanged(let directory): directory.section
    case .command(let section), .snapshot(let section), .forget(let section, _, _): section
    case .createRepository, .volume, .maintain: nil
    }
  }
}

/// A directory: what is in it, and what is to be done with each entry.
struct DirectoryOperation {
  var section: Int
  /// Counts up within a section; a directory's number is the `directory` of its entry in the parent.
  var number: UInt64
  /// Absolute.
  var path: [UInt8]
  /// By the bytes of their names.
  var entries: [EntryOperation]
  /// What the snapshots compared with have here and the source has not, as counts for each target.
  var removed: [FileTally]
  /// This directory is the root of the tree.
  var isRoot: Bool
}

/// A directory whose tree is known.
struct UnchangedDirectory {
  var section: Int
  var number: UInt64
  /// One for each target of the section.
  var trees: [StorageID]
  /// Entries that are not directories, for the progress.
  var files: Int
  var isRoot: Bool
}

/// One entry of a directory.
struct EntryOperation {
  /// As `lstat` and its relatives saw it, without content and subtree.
  var node: Node
  /// The operation of a directory, by its number.
  var directory: UInt64?
  /// One for each target of the section.
  var targets: [EntryTarget]
}

/// What one target needs of an entry.
struct EntryTarget {
  var change: EntryChange
  /// A file's chunks where they are known: from the snapshot compared with, or because the planner read the file.
  /// `nil` for a file to be read, and for everything that is not a file.
  var content: [StorageID]?
}
