import ResticRepository

/// Which files of a snapshot are several names of one, and under which name each was restored first.
struct LinkLedger {
  /// Device and inode, and what the file was like: inode numbers are used again, even while a backup runs.
  private struct Key: Hashable {
    var device: UInt64
    var inode: UInt64
    var kind: NodeKind
    var size: UInt64
    var seconds: Int64
    var nanoseconds: Int32
  }

  /// The name that others link to.
  struct First {
    var directory: TargetDirectory
    var name: [UInt8]
  }

  private var firsts: [Key: First] = [:]

  /// Under which name the same file was restored before.
  func first(of node: Node) -> First? { Self.key(of: node).flatMap { firsts[$0] } }

  mutating func remember(_ node: Node, in directory: TargetDirectory) {
    guard let key = Self.key(of: node), firsts[key] == nil else { return }
    firsts[key] = First(directory: directory, name: node.name)
  }

  /// `nil` for what has one name only.
  ///
  /// restic 0.14 does not record the number of a fifo's names, but its device and inode: for fifos and sockets those
  /// are enough.
  private static func key(of node: Node) -> Key? {
    guard node.kind != .directory, node.inode != 0 else { return nil }
    let mayBeLinked =
      node.links > 1 || node.links == 0 && node.deviceID != 0 && (node.kind == .fifo || node.kind == .socket)
    guard mayBeLinked else { return nil }
    return Key(
      device: node.deviceID, inode: node.inode, kind: node.kind, size: node.size, seconds: node.mtime.seconds,
      nanoseconds: node.mtime.nanoseconds)
  }
}
