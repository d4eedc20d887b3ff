public import ResticRepository

/// One decision of a restore.
public struct RestoreItem: Sendable, Hashable {
  public enum Action: String, Sendable, CaseIterable {
    case create, replace
    /// It is there and looks the same.
    case unchanged
    /// It is there, differs, and the overwrite policy leaves it.
    case keep
    case delete
  }

  public var action: Action
  public var kind: NodeKind
  /// Relative to the destination.
  public var path: FileSystemPath
  /// Bytes of content; 0 for what has none.
  public var size: UInt64
}
