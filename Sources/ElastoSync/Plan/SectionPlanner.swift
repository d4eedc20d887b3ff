import ResticRepository
import Synchronization

/// Walks a paths source, holds it against each target's snapshot, and writes what is to be done, children before
/// parents.
///
/// It runs on several threads that share a stack of directories; a thread's own tools are in `PlannerTools`.
final class SectionPlanner: Sendable {
  /// What the walk found, for the summary.
  struct Findings: Sendable {
    /// One for each target of the section.
    var changes: [ChangeCounts]
    var bytesToRead: Int64 = 0
    /// Entries of the source's paths that are neither folder nor file to be left out.
    var entries = 0
  }

  let section: Int
  let rules: EntryComparison.Rules
  let selection: EntrySelection
  let log: ProblemLog
  let progress: RunProgress
  /// What is as every target has it is not described; for a plan that this very run carries out.
  let skipsUnchanged: Bool
  /// `nil` for a plan by metadata.
  let exact: ExactReading?
  let writer: PlanFileWriter
  let stack = WorkStack<PlannedDirectory>()
  let lastNumber = Atomic<UInt64>(0)
  private let findings: Mutex<Findings>
  private let failure = Mutex<(any Error)?>(nil)

  init(
    section: Int, targets: Int, rules: EntryComparison.Rules, selection: EntrySelection,
    writer: PlanFileWriter, log: ProblemLog, progress: RunProgress, exact: ExactReading?, skipsUnchanged: Bool
  ) {
    self.section = section
    self.rules = rules
    self.selection = selection
    self.writer = writer
    self.log = log
    self.progress = progress
    self.exact = exact
    self.skipsUnchanged = skipsUnchanged
    findings = Mutex(Findings(changes: Array(repeating: ChangeCounts(), count: targets)))
  }

  /// What was found; valid when all threads have come home. Throws what stopped the walk.
  func finish() throws -> Findings {
    if let failure = failure.withLock({ $0 }) { throw failure }
    return findings.withLock { $0 }
  }

  /// Begins with the root of the file system, of which only the source's paths are followed.
  func begin(_ skeleton: SourceSkeleton, priorTrees: [StorageID?]) throws(FileSystemError) {
    let rootDevice = try OpenDirectory(FileSystemPath("/")).status().device
    stack.push([
      PlannedDirectory(
        number: 0, name: [], parent: nil, indexInParent: 0,
        place: skeleton.isRoot ? .inside(path: [], rootDevice: rootDevice) : .onTheWay(skeleton), priorTrees: priorTrees
      )
    ])
  }

  /// What each thread does until the source is walked.
  func work(repositories: [Repository?], dryRun: [TargetSession], zone: LocalZone, keepsAccessTimes: Bool) {
    let nodes = NodeBuilder(zone: zone, keepsAccessTimes: keepsAccessTimes)
    do {
      let reading = dryRun.isEmpty ? nil : try ExecutorTools(sessions: dryRun, nodes: nodes)
      defer { reading?.close() }
      work(with: try PlannerTools(repositories: repositories, nodes: nodes, reading: reading))
    } catch {
      fail(error)
    }
  }

  /// Ends the walk early.
  func cancel() { fail(CancellationError()) }

  private func fail(_ error: any Error) {
    failure.withLock { $0 = $0 ?? error }
    stack.stop()
  }

  private func work(with tools: PlannerTools) {
    while let directory = stack.next() {
      do {
        try walk(directory, tools: tools)
      } catch {
        fail(error)
      }
      stack.finishItem()
    }
  }

  private func walk(_ place: PlannedDirectory, tools: PlannerTools) throws {
    let listing: DirectoryListing
    let directory: OpenDirectory
    let entries: [SelectedEntry]
    do throws(FileSystemError) {
      directory = try open(place)
      listing = try tools.lister.list(directory)
      entries = try selection.select(listing, at: place.place, in: directory)
    } catch {
      log.add(PathProblem(path: error.location.displayed, reason: error.message))
      try end(place, dropped: true, tools: tools)
      return
    }
    for failure in listing.failures { log.add(PathProblem(path: failure.location.displayed, reason: failure.message)) }
    place.directory = directory
    if try match(entries, of: place, in: directory, tools: tools) { return }
    let priors = try tools.priorTrees(place.priorTrees)
    var found = Findings(changes: Array(repeating: ChangeCounts(), count: priors.count))
    var operation = DirectoryOperation(
      section: section, number: place.number, path: directory.path.path.bytes, entries: [],
      removed: Array(repeating: FileTally(), count: priors.count), isRoot: place.parent == nil)
    var children: [PlannedDirectory] = []
    for selected in entries {
      let entry = selected.entry
      guard let planned = plan(entry, in: directory, priors: priors, found: &found, tools: tools) else { continue }
      if planned.node.kind == .directory {
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        children.append(
          PlannedDirectory(
            number: number, name: entry.name, parent: place, indexInParent: operation.entries.count,
            place: selected.place, priorTrees: priors.map { $0?[entry.name]?.subtree }))
      }
      operation.entries.append(planned)
      if planned.node.kind == .directory {
        operation.entries[operation.entries.count - 1].directory = children.last?.number
      }
    }
    try countRemoved(priors, against: &operation, found: &found, tools: tools)
    add(found)
    let isSame = skipsUnchanged && tools.areSame(operation.entries, as: priors)
    place.expect(children.count, before: .described(operation), differs: !isSame)
    stack.push(children)
    try end(place, tools: tools)
  }

  private func open(_ place: PlannedDirectory) throws(FileSystemError) -> OpenDirectory {
    guard let parent = place.parent?.directory else { return try OpenDirectory(FileSystemPath("/")) }
    return try parent.directory(place.name, followingLinks: place.isOnTheWay)
  }

  private func plan(
    _ entry: LocalEntry, in directory: OpenDirectory, priors: [Tree?], found: inout Findings, tools: PlannerTools
  ) -> EntryOperation? {
    guard var planned = describe(entry, in: directory, priors: priors, tools: tools) else { return nil }
    let node = planned.node
    let needsReading = node.kind == .file && planned.targets.contains { $0.content == nil }
    let size = Int64(clamping: node.size)
    progress.expect(files: node.kind == .directory ? 0 : 1, bytes: needsReading ? size : 0)
    if needsReading {
      found.bytesToRead += size
      if let exact, let reading = tools.reading {
        let known = priors.map { $0?[entry.name] }
        guard let read = exact.read(planned, priors: known, in: directory, tools: reading) else { return nil }
        planned = read
      }
    }
    if node.kind != .directory { found.entries += 1 }
    for (index, target) in planned.targets.enumerated() {
      if node.kind == .directory {
        found.changes[index].directories += 1
        if target.change == .new { found.changes[index].newDirectories += 1 }
        // A directory has no bytes; what counts is that its own owner, mode or attributes differ.
        if target.change == .metadataOnly { found.changes[index].count(.metadataOnly, size: 0) }
      } else {
        found.changes[index].count(target.change, size: size)
      }
    }
    return planned
  }

  /// The entry as the plan has it; `nil` where it cannot be examined, which is logged.
  func describe(
    _ entry: LocalEntry, in directory: OpenDirectory, priors: [Tree?], tools: PlannerTools
  ) -> EntryOperation? {
    let known = priors.map { $0?[entry.name] }
    let node: Node
    do throws(FileSystemError) {
      node = try tools.nodes.node(for: entry, in: directory, prior: known.lazy.compactMap { $0 }.first)
    } catch {
      log.add(PathProblem(path: error.location.displayed, reason: error.message))
      return nil
    }
    for problem in tools.nodes.takeProblems() {
      log.add(PathProblem(path: problem.location.displayed, reason: problem.message))
    }
    let targets = known.map { known in
      let comparison = EntryComparison(node, with: known, rules: rules)
      return EntryTarget(change: comparison.change, content: comparison.reusesContent ? known?.content : nil)
    }
    return EntryOperation(node: node, directory: nil, targets: targets)
  }

  /// What a snapshot has here and the directory has not, or has as something else than a directory.
  private func countRemoved(
    _ priors: [Tree?], against operation: inout DirectoryOperation, found: inout Findings, tools: PlannerTools
  ) throws {
    for (index, prior) in priors.enumerated() {
      guard let prior else { continue }
      var entries = operation.entries[...]
      for node in prior.nodes {
        while let first = entries.first, first.node.name.lexicographicallyPrecedes(node.name) { entries.removeFirst() }
        if let first = entries.first, first.node.name == node.name {
          guard node.kind == .directory, first.node.kind != .directory else { continue }
        }
        operation.removed[index] += try tools.removedFiles(node, target: index)
      }
      found.changes[index].removed += operation.removed[index]
    }
  }

  func add(_ found: Findings) {
    findings.withLock { total in
      for (index, changes) in found.changes.enumerated() { total.changes[index] += changes }
      total.bytesToRead += found.bytesToRead
      total.entries += found.entries
    }
  }
}
