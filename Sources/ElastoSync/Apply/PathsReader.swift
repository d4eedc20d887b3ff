import Manifest
import ResticRepository
import Synchronization

/// Reads what a plan says of a paths source, with all threads.
struct PathsReader {
  let section: SectionRun
  let source: PathSource
  let sessions: [TargetSession]
  let log: ProblemLog

  /// The root's tree at each of the sessions; `nil` where the target has failed.
  func read(_ stream: OperationStream) async throws -> [StorageID?] {
    let applier = section.applier
    let threads = section.job.parallel ?? applier.workspace.settings.threadCount
    let refused = Refusal()
    let changedFiles = applier.isSaved ? applier.options.changedFiles ?? section.job.changedFiles : nil
    let executor = SectionExecutor(
      threads: threads, log: log, progress: applier.progress, isPlanFresh: applier.isPlanFresh,
      changedFiles: changedFiles, refused: refused)
    let bounds = try SourceSkeleton(roots: source.paths.map { FileSystemPath($0.text) })
    let input = SectionInput(
      stream, section: section.number, bounds: bounds, lanes: laneNumbers(), isSaved: applier.isSaved)
    let sessions = sessions
    let zone = applier.clock.zone
    let keepsAccessTimes = source.atime
    await withTaskCancellationHandler {
      await DedicatedThreads.run(threads, name: "elasto-backup") { _ in
        do {
          let nodes = NodeBuilder(zone: zone, keepsAccessTimes: keepsAccessTimes)
          let tools = try ExecutorTools(sessions: sessions, nodes: nodes)
          defer { tools.close() }
          executor.work(with: tools) { input.next() }
        } catch {
          input.fail(error)
          executor.stop()
        }
      }
    } onCancel: {
      executor.stop()
    }
    try Task.checkCancellation()
    if let error = input.failure { throw error }
    if let path = refused.reason {
      throw RunError(
        .refused, "\(path) changed since the plan was made, and changed files are to be refused: plan again",
        location: "source \(source.name)")
    }
    return executor.rootTrees ?? sessions.map { _ in nil }
  }

  /// Which of the plan's targets each session is: some may have failed to open.
  private func laneNumbers() -> [Int] {
    let planned = section.applier.header.sections[section.number].targets.map(\.name)
    return sessions.compactMap { session in planned.firstIndex(of: session.name) }
  }
}

/// The directories of one section, checked, for the executor's threads; one at a time takes from it.
private final class SectionInput: Sendable {
  private struct State {
    let stream: OperationStream
    var failure: (any Error)?
  }

  private let state: Mutex<State>
  private let section: Int
  private let bounds: SourceSkeleton
  private let lanes: [Int]
  private let isSaved: Bool

  init(_ stream: OperationStream, section: Int, bounds: SourceSkeleton, lanes: [Int], isSaved: Bool) {
    state = Mutex(State(stream: stream))
    self.section = section
    self.bounds = bounds
    self.lanes = lanes
    self.isSaved = isSaved
  }

  var failure: (any Error)? { state.withLock { $0.failure } }

  func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

  func next() -> Operation? {
    state.withLock { state in
      guard state.failure == nil else { return nil }
      do {
        switch try state.stream.peek() {
        case .directory(let directory)? where directory.section == section:
          _ = try state.stream.next()
          return .directory(try checked(directory))
        case .unchanged(let directory)? where directory.section == section && !isSaved:
          _ = try state.stream.next()
          return .unchanged(checked(directory))
        default: return nil
        }
      } catch {
        state.failure = error
        return nil
      }
    }
  }

  private func checked(_ directory: DirectoryOperation) throws -> DirectoryOperation {
    guard bounds.covers(directory.path) else { throw Self.outside(directory) }
    var directory = directory
    for index in directory.entries.indices {
      let targets = directory.entries[index].targets
      directory.entries[index].targets = try lanes.map { lane in
        guard targets.indices.contains(lane) else { throw Self.outside(directory) }
        return targets[lane]
      }
    }
    return directory
  }

  private func checked(_ directory: UnchangedDirectory) -> UnchangedDirectory {
    var directory = directory
    directory.trees = lanes.map { directory.trees[$0] }
    return directory
  }

  private static func outside(_ operation: DirectoryOperation) -> PlanError {
    PlanError(
      .outOfBounds,
      "\(FileSystemPath(bytes: operation.path).displayed) lies outside of the manifest's sources: make the "
        + "plan again", location: "")
  }
}
