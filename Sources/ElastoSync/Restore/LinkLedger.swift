import ResticRepository

/// Which files of a snapshot are several names of one, and under which name each was restored first.
struct LinkLedger {
  struct Key: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  /// The name that others link to.
  struct First {
    var directory: TargetDirectory
    var name: [UInt8]
    /// What it was like, to be sure that the others are the same file: inode numbers are used again.
    var kind: NodeKind
    var size: UInt64
    var mtime: GoTime
  }

  private var firsts: [Key: First] = [:]

  /// `nil` for what has one name only.
  ///
  /// restic 0.14 does not record the number of a fifo's names, but its device and inode: for fifos and sockets those
  /// are enough.
  static func key(of node: Node) -> Key? {
    guard node.kind != .directory, node.inode != 0 else { return nil }
    let mayBeLinked =
      node.links > 1 || node.links == 0 && node.deviceID != 0 && (node.kind == .fifo || node.kind == .socket)
    return mayBeLinked ? Key(device: node.deviceID, inode: node.inode) : nil
  }

  /// Under which name the same file was restored before.
  func first(of node: Node) -> First? {
    guard let key = Self.key(of: node), let first = firsts[key] else { return nil }
    let isSame = first.kind == node.kind && first.size == node.size && first.mtime.isSameInstant(as: node.mtime)
    return isSame ? first : nil
  }

  mutating func remember(_ node: Node, in directory: TargetDirectory) {
    guard let key = Self.key(of: node) else { return }
    firsts[key] = First(directory: directory, name: node.name, kind: node.kind, size: node.size, mtime: node.mtime)
  }
}
