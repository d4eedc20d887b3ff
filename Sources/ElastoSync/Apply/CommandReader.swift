import Manifest
import Providers
import ResticRepository
import Secrets

/// Runs a command and stores what it writes as one file in the root of a snapshot, as restic's `--stdin` does.
///
/// A command that fails, takes too long or writes too little leaves no snapshot.
struct CommandReader {
  let section: SectionRun
  let source: CommandSource
  let sessions: [TargetSession]

  /// The root's tree at each of the sessions; `nil` where the target has failed.
  func read(_ stream: OperationStream) async throws -> [StorageID?] {
    guard case .command? = try stream.next(of: section.number) else {
      throw section.applier.outOfBounds("a command source is planned as paths")
    }
    let command = ChildCommand(
      source.command, user: source.user, standardOutput: .pipe, standardError: .pipe,
      timeout: source.timeout?.duration)
    let child: ChildProcess
    do throws(ChildProcessError) {
      child = try await BlockingThreads.files.run { () throws(ChildProcessError) in try ChildProcess(starting: command)
      }
    } catch {
      throw RunError(
        .failed, "no snapshot was written: \(error.message)", location: "source \(source.name)", cause: error)
    }
    let (sessions, applier) = (sessions, section.applier)
    let output = CommandOutput(child, sessions: sessions, progress: applier.progress, source: source)
    let now = applier.clock.now()
    let threads = applier.workspace.settings.threadCount
    let executor = SectionExecutor(
      threads: threads, log: ProblemLog(), progress: applier.progress, isPlanFresh: false, changedFiles: nil,
      refused: Refusal())
    await withTaskCancellationHandler {
      await DedicatedThreads.run(threads, name: "elasto-backup") { number in
        output.store(with: executor, isReader: number == 0, time: now)
      }
    } onCancel: {
      child.terminate()
    }
    try Task.checkCancellation()
    return try output.trees()
  }
}
