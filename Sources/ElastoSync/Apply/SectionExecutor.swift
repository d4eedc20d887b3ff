import Manifest
import ResticRepository
import Synchronization

/// Carries out the directories of one section: files into chunks, directories into trees, at every target at once.
final class SectionExecutor: Sendable {
  private let queue: TaskQueue<ExecutorTools>
  private let files: FileSaver
  private let finished = FinishedDirectories()
  private let root = Mutex<[StorageID?]?>(nil)

  /// Files in a batch, and bytes: small enough to keep all threads busy to the end, large enough to open a directory once.
  private static let batchFiles = 64
  private static let batchBytes: UInt64 = 16 << 20

  init(
    threads: Int, log: ProblemLog, progress: RunProgress, isPlanFresh: Bool,
    changedFiles: ChangedFilesPolicy?, refused: Refusal
  ) {
    queue = TaskQueue()
    let saver = ContentSaver(queue: queue, buffers: BufferPool(count: 4 * (threads - 1)))
    files = FileSaver(
      saver: saver, log: log, progress: progress, isPlanFresh: isPlanFresh, changedFiles: changedFiles,
      refused: refused)
  }

  /// The root's tree at each target; `nil` where that target failed, or as a whole when the stream had no root.
  var rootTrees: [StorageID?]? { root.withLock { $0 } }

  /// What each thread does until the section is stored. `next` gives the section's directories, children first.
  func work(with tools: ExecutorTools, next: () -> Operation?) {
    queue.work(with: tools) {
      storeGathered(tools: tools)
    } produce: {
      guard files.refused.reason == nil, tools.lanes.contains(where: { $0.session.failure == nil }),
        let operation = next()
      else { return false }
      switch operation {
      case .directory(let directory): begin(directory, tools: tools)
      case .unchanged(let directory): take(directory, tools: tools)
      case .createRepository, .volume, .command, .snapshot, .forget, .maintain: return false
      }
      return true
    }
  }

  /// Lets go of what is left.
  func stop() { queue.stop() }

  /// Cuts and stores a stream: the output of a command. The other threads call `help` meanwhile.
  func saveStream<Failure: Error>(
    tools: ExecutorTools, _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> [[StorageID]?] {
    try files.saver.save(for: Array(tools.lanes.indices), size: nil, tools: tools, read)
  }

  /// Stores the chunks that `saveStream` cuts, until `endInput`.
  func help(with tools: ExecutorTools) { queue.serve(with: tools) }

  func endInput() { queue.endInput() }

  /// Stores a directory of files at one target; `nil` where the target has failed.
  func saveTree(of nodes: [Node], contents: [[StorageID]], lane: Int, tools: ExecutorTools) -> StorageID? {
    let outcomes = zip(nodes, contents).map { node, content in
      DirectoryAssembly.Outcome.stored(node, contents: tools.lanes.indices.map { $0 == lane ? content : nil })
    }
    return writeTree(outcomes, lane: lane, tools: tools)
  }

  private func take(_ directory: UnchangedDirectory, tools: ExecutorTools) {
    files.progress.advance(files: directory.files)
    pass(directory.trees, of: directory.number, isRoot: directory.isRoot, tools: tools)
  }

  private func begin(_ operation: DirectoryOperation, tools: ExecutorTools) {
    let assembly = DirectoryAssembly(operation)
    var jobs: [TaskQueue<ExecutorTools>.Job] = []
    var batch: [Int] = []
    var bytes: UInt64 = 0
    func closeBatch() {
      guard !batch.isEmpty else { return }
      assembly.expect()
      let indices = batch
      jobs.append { [self] tools in save(indices, of: assembly, tools: tools) }
      batch = []
      bytes = 0
    }
    for (index, entry) in operation.entries.enumerated() {
      if let number = entry.directory {
        // Counted before it can end on another thread.
        assembly.expect()
        if let subtrees = finished.await(number, parent: assembly, index: index) {
          _ = assembly.end([(index, .directory(entry.node, subtrees: subtrees))])
        }
        continue
      }
      batch.append(index)
      bytes += entry.node.size
      if batch.count == Self.batchFiles || bytes >= Self.batchBytes { closeBatch() }
    }
    closeBatch()
    queue.push(jobs)
    if assembly.end() { finish(assembly, tools: tools) }
  }

  private func save(_ indices: [Int], of assembly: DirectoryAssembly, tools: ExecutorTools) {
    var results: [(index: Int, outcome: DirectoryAssembly.Outcome)] = []
    results.reserveCapacity(indices.count)
    var toRead: [Int] = []
    for index in indices {
      if let outcome = files.saveUnseen(assembly.operation.entries[index], tools: tools) {
        results.append((index, outcome))
      } else {
        toRead.append(index)
      }
    }
    if !toRead.isEmpty { results += read(toRead, of: assembly, tools: tools) }
    if assembly.end(results) { finish(assembly, tools: tools) }
  }

  /// What becomes of entries that must be read, without those that were only gathered.
  private func read(
    _ indices: [Int], of assembly: DirectoryAssembly, tools: ExecutorTools
  ) -> [(index: Int, outcome: DirectoryAssembly.Outcome)] {
    let operation = assembly.operation
    do throws(FileSystemError) {
      let directory = try OpenDirectory(FileSystemPath(bytes: operation.path))
      return indices.compactMap { index in
        if gather(index, of: assembly, in: directory, tools: tools) { return nil }
        return (index, files.save(operation.entries[index], in: directory, tools: tools))
      }
    } catch {
      for index in indices {
        let path = operation.path + [UInt8(ascii: "/")] + operation.entries[index].node.name
        files.log.add(PathProblem(path: FileSystemPath(bytes: path).displayed, reason: error.message))
      }
      return indices.map { ($0, .dropped) }
    }
  }

  private func gather(
    _ index: Int, of assembly: DirectoryAssembly, in directory: OpenDirectory, tools: ExecutorTools
  ) -> Bool {
    let node = assembly.operation.entries[index].node
    let size = Int(clamping: node.size)
    guard node.kind == .file, size > 0, size <= min(tools.smallestChunk, GatheredFiles.capacity) else { return false }
    if !tools.gathered.hasRoom(for: size) { storeGathered(tools: tools) }
    return files.gather(index, of: assembly, in: directory, tools: tools)
  }

  private func storeGathered(tools: ExecutorTools) {
    for (assembly, results) in files.storeGathered(tools: tools) where assembly.end(results, count: results.count) {
      finish(assembly, tools: tools)
    }
  }

  private func finish(_ assembly: DirectoryAssembly, tools: ExecutorTools) {
    let operation = assembly.operation
    pass(writeTrees(assembly, tools: tools), of: operation.number, isRoot: operation.isRoot, tools: tools)
  }

  /// Hands a directory's trees to its parent, and writes the parent's when this was the last it waited for, and so on up.
  private func pass(_ trees: [StorageID?], of number: UInt64, isRoot: Bool, tools: ExecutorTools) {
    var (trees, number, isRoot) = (trees, number, isRoot)
    while true {
      if isRoot {
        root.withLock { $0 = trees }
        return
      }
      guard let (parent, index) = finished.finish(number, subtrees: trees) else { return }
      let node = parent.operation.entries[index].node
      guard parent.end([(index, .directory(node, subtrees: trees))]) else { return }
      trees = writeTrees(parent, tools: tools)
      number = parent.operation.number
      isRoot = parent.operation.isRoot
    }
  }

  private func writeTrees(_ assembly: DirectoryAssembly, tools: ExecutorTools) -> [StorageID?] {
    let outcomes = assembly.outcomes
    return tools.lanes.indices.map { writeTree(outcomes, lane: $0, tools: tools) }
  }

  private func writeTree(_ outcomes: [DirectoryAssembly.Outcome], lane: Int, tools: ExecutorTools) -> StorageID? {
    guard tools.lanes[lane].session.failure == nil else { return nil }
    do throws(RepositoryError) {
      tools.trees.reset()
      for outcome in outcomes {
        if let node = node(of: outcome, lane: lane) { try tools.trees.append(node) }
      }
      return tools.trees.finish { tools.lanes[lane].store(.tree, $0) }
    } catch {
      tools.lanes[lane].session.fail(error)
      return nil
    }
  }

  /// The node as it stands in a target's tree; `nil` for what is left out, or for a target that has failed.
  private func node(of outcome: DirectoryAssembly.Outcome, lane: Int) -> Node? {
    switch outcome {
    case .pending, .dropped:
      return nil
    case .stored(var node, let contents):
      guard node.kind == .file else { return node }
      guard let content = contents[lane] else { return nil }
      node.content = content
      return node
    case .directory(var node, let subtrees):
      guard let subtree = subtrees[lane] else { return nil }
      node.subtree = subtree
      return node
    }
  }
}
