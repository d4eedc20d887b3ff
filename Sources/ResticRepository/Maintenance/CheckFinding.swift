/// One thing that a check found.
public struct CheckFinding: Sendable, Hashable, CustomStringConvertible {
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Something is lost or wrong.
    case error
    /// Nothing is lost, but something is not as it should be.
    case warning
    /// Worth knowing: space that can be had back, traces of an interruption.
    case hint
  }

  public enum Code: String, Sendable, Hashable, CaseIterable {
    case keyDamaged = "key-damaged"
    case configDamaged = "config-damaged"
    case lockUnreadable = "lock-unreadable"
    case indexDamaged = "index-damaged"
    case snapshotDamaged = "snapshot-damaged"
    case packMissing = "pack-missing"
    case packSize = "pack-size"
    /// Its bytes do not have the hash that names it.
    case packDamaged = "pack-damaged"
    /// Its header cannot be read, or does not say what the index says.
    case packHeader = "pack-header"
    case blobDamaged = "blob-damaged"
    /// No index names the pack.
    case packOrphan = "pack-orphan"
    /// It holds data and trees.
    case packMixed = "pack-mixed"
    case blobMissing = "blob-missing"
    case treeDamaged = "tree-damaged"
    case duplicateBlobs = "duplicate-blobs"
    case unusedBlobs = "unused-blobs"
    /// The store did not give what was asked for: nothing is known of it.
    case unreadable
  }

  public var severity: Severity
  public var code: Code
  /// What is wrong, and the way out.
  public var message: String
  /// The file in the repository, such as `data/ab/abcd…`; empty where it is about none in particular.
  public var file: String

  public init(_ severity: Severity, _ code: Code, _ message: String, file: String = "") {
    self.severity = severity
    self.code = code
    self.message = message
    self.file = file
  }

  public var description: String { "\(severity.rawValue): \(file.isEmpty ? "" : "\(file): ")\(message)" }
}
