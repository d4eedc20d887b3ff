package import ResticRepository

/// Makes a tree's node of a local file: all that restic records of it, but for content and subtree.
///
/// Beside what restic 0.14 records: the attributes of links, and the number of links of fifos and sockets that have
/// more than one. Holds caches and buffers: one per thread.
package final class NodeBuilder {
  private let zone: LocalZone
  private let keepsAccessTimes: Bool
  private let owners = OwnerNames()
  private let reader = MetadataReader()
  private var problems: [FileSystemError] = []

  /// Times are written as clocks in `zone` show them; the access time is the modification time unless it is kept.
  package init(zone: LocalZone, keepsAccessTimes: Bool = false) {
    self.zone = zone
    self.keepsAccessTimes = keepsAccessTimes
  }

  /// What could not be read since the last call, though a node was made: attributes. Each names its file.
  package func takeProblems() -> [FileSystemError] {
    defer { problems = [] }
    return problems
  }

  /// The node of a file found in `directory`. Throws where a link cannot be read.
  package func node(
    for entry: LocalEntry, in directory: OpenDirectory
  ) throws(FileSystemError) -> Node {
    var node = node(name: entry.name, status: entry.status)
    if node.kind == .symlink {
      node.linkTarget = try reader.linkTarget(of: entry.name, in: directory)
    }
    do {
      node.extendedAttributes = try reader.attributes(of: entry.name, in: directory, problems: &problems)
    } catch {
      problems.append(error)
    }
    return node
  }

  /// The node of a file found in `directory`, of which a snapshot has `prior`: where that is the same file and its change
  /// time has not moved, neither have its attributes, and they are not asked for.
  package func node(
    for entry: LocalEntry, in directory: OpenDirectory, prior: Node?
  ) throws(FileSystemError) -> Node {
    guard let prior, prior.kind == .file, entry.status.isStill(prior) else {
      return try node(for: entry, in: directory)
    }
    var node = node(name: entry.name, status: entry.status)
    node.extendedAttributes = prior.extendedAttributes
    return node
  }

  /// The node of a file found in `directory`, but of a regular file without its attributes.
  package func nodeWithoutFileAttributes(
    for entry: LocalEntry, in directory: OpenDirectory
  ) throws(FileSystemError) -> Node {
    entry.status.isRegularFile
      ? node(name: entry.name, status: entry.status) : try node(for: entry, in: directory)
  }

  /// The node of a file that is open for reading, as it is now.
  package func node(
    forOpenFile descriptor: Int32, status: FileStatus, name: [UInt8], in directory: OpenDirectory
  ) -> Node {
    var node = node(name: name, status: status)
    do {
      node.extendedAttributes = try reader.attributes(
        ofOpenFile: descriptor, at: { directory.path.path(of: name) }, problems: &problems)
    } catch {
      problems.append(error)
    }
    return node
  }

  /// The node of an open directory: of a source's root, or of a folder on the way to it.
  package func node(forDirectory directory: OpenDirectory, name: [UInt8]) throws(FileSystemError) -> Node {
    node(
      forOpenFile: directory.descriptor, status: try directory.status(), name: name, in: directory)
  }

  private func node(name: [UInt8], status: FileStatus) -> Node {
    let mode = FileMode(unixMode: status.mode)
    let modified = time(status.modified)
    var node = Node(
      name: name, kind: mode.kind, mode: mode, mtime: modified,
      atime: keepsAccessTimes ? time(status.accessed) : modified, ctime: time(status.changed),
      uid: status.uid, gid: status.gid, user: owners.user(status.uid), group: owners.group(status.gid),
      inode: status.inode, deviceID: status.device)
    switch mode.kind {
    case .file:
      node.size = UInt64(clamping: status.size)
      node.links = status.links
    case .symlink:
      node.links = status.links
    case .blockDevice, .characterDevice:
      node.links = status.links
      node.device = status.representedDevice
    case .fifo, .socket:
      if status.links > 1 { node.links = status.links }
    case .directory, .irregular, .unknown:
      break
    }
    return node
  }

  private func time(_ time: FileTime) -> GoTime {
    GoTime(seconds: time.seconds, nanoseconds: time.nanoseconds, zone: zone)
  }
}
