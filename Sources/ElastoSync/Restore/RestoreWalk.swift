import ResticRepository

/// Walks a snapshot's tree, makes directories and special files on the way, and collects files in batches. For one thread.
///
/// The levels are a list and not a recursion: a tree may be deeper than a stack.
final class RestoreWalk {
  let session: RestoreSession
  let opener: TargetOpener
  let lister = DirectoryLister()
  let reader = MetadataReader()
  let metadata: MetadataWriter
  let writer: ContentWriter
  let runner: BatchRunner
  /// Names to follow from the top: of these levels nothing else is restored.
  let onlyPath: [[UInt8]]
  let userID: UInt32
  var batch: RestoreBatch
  var links = LinkLedger()
  var levels: [RestoreLevel] = []

  init(
    session: RestoreSession, destination: OpenDirectory, onlyPath: [[UInt8]], userID: UInt32
  ) {
    self.session = session
    self.onlyPath = onlyPath
    self.userID = userID
    batch = RestoreBatch(limits: session.options.batchLimits)
    opener = TargetOpener(destination: destination)
    metadata = MetadataWriter(isPrivileged: userID == 0)
    writer = ContentWriter(session: session, destination: destination, isPrivileged: userID == 0)
    runner = BatchRunner(session: session, destination: destination)
  }

  /// Restores what is in `tree` into the destination. `node` is the destination's own, where it is to get that metadata.
  func run(_ tree: Tree, into place: RestoreLevel.Place, node: Node?) throws(CancellationError) {
    defer {
      runner.finish()
      writer.close()
      let count = metadata.ownersNotSet
      session.count { $0.ownersNotSet += count }
    }
    levels = [
      RestoreLevel(
        nodes: tree.nodes, node: node, path: [], isSelected: session.options.include.isEmpty && onlyPath.isEmpty,
        place: place)
    ]
    if levels[0].isSelected { deleteOthers(at: 0) }
    while !levels.isEmpty {
      try session.checkCancellation()
      let top = levels.count - 1
      guard let node = levels[top].next() else {
        leaveLevel()
        continue
      }
      visit(node)
      if batch.isFull { startBatch() }
    }
    startBatch()
    runner.finish()
    try session.checkCancellation()
  }

  func startBatch() {
    let full = batch
    batch = RestoreBatch(limits: session.options.batchLimits)
    runner.start(full)
  }

  private func visit(_ node: Node) {
    let level = levels[levels.count - 1]
    let depth = levels.count - 1
    if depth < onlyPath.count, node.name != onlyPath[depth] { return }
    guard TargetName.isSafe(node.name) else {
      return session.fail(
        RestoreFailure(
          "is no name that a file can have; the snapshot was made to write elsewhere, or is damaged",
          at: FileSystemPath(bytes: level.path(of: node.name))))
    }
    let path = level.path(of: node.name)
    let options = session.options
    let isDirectory = node.kind == .directory
    if options.exclude.matches(path: path, isDirectory: isDirectory) { return }
    let isReached = depth + 1 >= onlyPath.count
    let isSelected =
      isReached
      && (level.isSelected || options.include.isEmpty || options.include.matches(path: path, isDirectory: isDirectory))
    if isDirectory {
      enter(node, path, isSelected)
    } else if isSelected, let place = prepare() {
      restore(node, path, in: place)
    }
  }

  private func enter(_ node: Node, _ path: [UInt8], _ isSelected: Bool) {
    var nodes: [Node] = []
    if let subtree = node.subtree {
      do throws(RepositoryError) {
        nodes = try session.tree(subtree).nodes
      } catch {
        session.fail(RestoreFailure("\(error)", at: FileSystemPath(bytes: path), cause: error))
      }
    }
    levels.append(RestoreLevel(nodes: nodes, node: node, path: path, isSelected: isSelected, place: .unknown))
    guard isSelected, prepare() != nil else { return }
    deleteOthers(at: levels.count - 1)
  }

  private func leaveLevel() {
    let level = levels.removeLast()
    guard !session.options.isDryRun, level.setsMetadata, let node = level.node, case .there(let target) = level.place
    else { return }
    batch.directories.append(RestoreBatch.FinishedDirectory(directory: target, node: node))
  }
}

/// One directory of the snapshot that is being walked.
struct RestoreLevel {
  private let nodes: [Node]
  private var position = 0
  let node: Node?
  /// From the top of what is restored, without a leading `/`.
  let path: [UInt8]
  /// Everything in it is restored, but for what is excluded.
  let isSelected: Bool
  var place: Place
  /// The directory gets its node's metadata when all in it is done.
  var setsMetadata = false

  /// Where the level is at the destination. Directories are made when something in them is restored.
  enum Place {
    case unknown
    case there(TargetDirectory)
    /// In a dry run: it would be made.
    case absent
  }

  init(nodes: [Node], node: Node?, path: [UInt8], isSelected: Bool, place: Place) {
    self.nodes = nodes
    self.node = node
    self.path = path
    self.isSelected = isSelected
    self.place = place
    if case .there = place { setsMetadata = node != nil }
  }

  mutating func next() -> Node? {
    guard position < nodes.count else { return nil }
    position += 1
    return nodes[position - 1]
  }

  func path(of name: [UInt8]) -> [UInt8] {
    path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
  }

  func contains(_ name: [UInt8]) -> Bool { Tree(nodes: nodes)[name] != nil }
}
