public import ResticRepository

/// What differs at one path between two snapshots.
public struct TreeDifference: Sendable {
  public enum Change: Sendable {
    case added(Node)
    case removed(Node)
    /// It is something else now: a file where a folder was.
    case kind(from: Node, to: Node)
    case content(from: Node, to: Node)
    /// The content is the same; owner, mode, times, attributes or the like differ.
    case metadata(from: Node, to: Node)
  }

  public var path: FileSystemPath
  public var change: Change

  public init(path: FileSystemPath, change: Change) {
    self.path = path
    self.change = change
  }
}

extension TreeDifference.Change {
  /// How one node came of another; `nil` where nothing differs.
  init?(from old: Node, to new: Node) {
    if old.kind != new.kind {
      self = .kind(from: old, to: new)
    } else if old.content != new.content || old.linkTarget != new.linkTarget || old.device != new.device {
      self = .content(from: old, to: new)
    } else if !old.hasSameMetadata(as: new) {
      self = .metadata(from: old, to: new)
    } else {
      return nil
    }
  }
}

extension Node {
  /// Everything that a restore brings back, but content. Inode and device numbers say nothing about a file, and a change
  /// time nobody can restore.
  fileprivate func hasSameMetadata(as other: Node) -> Bool {
    mode == other.mode && mtime.isSameInstant(as: other.mtime) && uid == other.uid && gid == other.gid
      && user == other.user && group == other.group && extendedAttributes == other.extendedAttributes
  }
}
