import Manifest
import ResticRepository
import Secrets
import Synchronization

/// What a command writes, on its way into the targets; shared by the threads that store it.
final class CommandOutput: Sendable {
  private let child: ChildProcess
  private let sessions: [TargetSession]
  private let progress: RunProgress
  private let source: CommandSource
  private let state = Mutex(State())

  private struct State {
    var trees: [StorageID?] = []
    var failure: (any Error)?
  }

  init(_ child: ChildProcess, sessions: [TargetSession], progress: RunProgress, source: CommandSource) {
    self.child = child
    self.sessions = sessions
    self.progress = progress
    self.source = source
  }

  /// The root's tree at each of the sessions. Throws what went wrong.
  func trees() throws -> [StorageID?] {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.trees
    }
  }

  /// What each thread does: one reads and cuts the output, the others hash and compress.
  func store(with executor: SectionExecutor, isReader: Bool, time: GoTime) {
    do {
      let tools = try ExecutorTools(sessions: sessions, nodes: NodeBuilder(zone: .utc))
      defer { tools.close() }
      if isReader {
        defer { executor.endInput() }
        try read(with: executor, tools: tools, time: time)
      } else {
        executor.help(with: tools)
      }
    } catch {
      child.terminate()
      state.withLock { $0.failure = $0.failure ?? error }
    }
  }

  private func read(with executor: SectionExecutor, tools: ExecutorTools, time: GoTime) throws {
    var size: UInt64 = 0
    let contents = try executor.saveStream(tools: tools) { buffer in
      let count = try child.read(into: buffer)
      size += UInt64(count)
      progress.advance(bytes: Int64(count))
      return count
    }
    let exit = try child.wait()
    guard exit.isSuccess else {
      throw failure("the command ended with \(exit)\(child.errorTail.isEmpty ? "" : ": \(child.errorTail)")")
    }
    guard size >= source.minSize.bytes else {
      throw failure("the command wrote \(size) bytes, less than min-size \(source.minSize)")
    }
    progress.advance(files: 1)
    let node = Self.node(named: source.effectiveFilename, size: size, time: time)
    let trees = contents.enumerated().map { lane, content in
      content.flatMap { executor.saveTree(of: [node], contents: [$0], lane: lane, tools: tools) }
    }
    state.withLock { $0.trees = trees }
  }

  private func failure(_ reason: String) -> RunError {
    RunError(.failed, "no snapshot was written: \(reason)", location: "source \(source.name)")
  }

  /// As restic makes it of standard input: a file of this moment that belongs to whoever runs the program.
  private static func node(named name: String, size: UInt64, time: GoTime) -> Node {
    let process = ProcessIdentity.current()
    return Node(
      name: Array(name.utf8), kind: .file, mode: FileMode(unixMode: 0o100644), mtime: time, uid: process.uid,
      gid: process.gid, user: process.username, size: size, links: 1)
  }
}
