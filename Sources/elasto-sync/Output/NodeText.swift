import ElastoSync
import ResticRepository

/// Entries of snapshots for people and programs.
enum NodeText {
  /// `-rwxr-x---` as ls(1) shows it.
  static func mode(_ node: Node) -> String {
    let bits = node.mode.permissions
    var text = kind(node.kind)
    for (shift, special, letter) in [(6, 0o4000, "s"), (3, 0o2000, "s"), (0, 0o1000, "t")] as [(UInt32, UInt32, String)]
    {
      let part = bits >> shift
      text += part & 4 != 0 ? "r" : "-"
      text += part & 2 != 0 ? "w" : "-"
      let isExecutable = part & 1 != 0
      if bits & special != 0 {
        text += isExecutable ? letter : letter.uppercased()
      } else {
        text += isExecutable ? "x" : "-"
      }
    }
    return text
  }

  private static func kind(_ kind: NodeKind) -> String {
    switch kind {
    case .file: "-"
    case .directory: "d"
    case .symlink: "l"
    case .blockDevice: "b"
    case .characterDevice: "c"
    case .fifo: "p"
    case .socket: "s"
    case .irregular, .unknown: "?"
    }
  }

  /// One line of a long listing.
  static func line(_ entry: BrowsedEntry, zone: LocalZone) -> String {
    let node = entry.node
    let owner = node.user.isEmpty ? String(node.uid) : node.user
    let group = node.group.isEmpty ? String(node.gid) : node.group
    let size = String(node.size)
    let padding = String(repeating: " ", count: max(0, 12 - size.count))
    let link = node.linkTarget.isEmpty ? "" : " -> \(FileSystemPath(bytes: node.linkTarget).displayed)"
    let names = "\(owner) \(group)"
    let nameWidth = String(repeating: " ", count: max(0, 16 - names.count))
    return "\(mode(node)) \(names)\(nameWidth) \(padding)\(size) \(node.mtime.text(in: zone)) "
      + entry.path.displayed + link
  }

  /// The members that an entry has in JSON.
  static func add(_ entry: BrowsedEntry, to object: inout JSONObject) {
    object.add("path", bytes: entry.path.bytes)
    add(entry.node, to: &object)
  }

  static func add(_ node: Node, to object: inout JSONObject) {
    object.add("kind", node.kind.name)
    object.add("size", node.size)
    object.add("mode", mode(node))
    object.add("permissions", Int(node.mode.permissions))
    object.add("mtime", node.mtime.rfc3339)
    object.add("uid", node.uid)
    object.add("gid", node.gid)
    object.add("user", node.user)
    object.add("group", node.group)
    if !node.linkTarget.isEmpty { object.add("link_target", bytes: node.linkTarget) }
    if node.links > 1 { object.add("links", node.links) }
    if node.links > 1 { object.add("inode", node.inode) }
  }
}
