import Providers
import Secrets
import Synchronization

/// Runs the hooks of one run of a job, as `HookSequence` decides.
///
/// The caller goes through `begin`, the job, `sourcesRead` and `end`, in this order, from one task. When that task is
/// cancelled, a command of `before` is ended; commands of the other phases put things right, and run to their end.
public final class HookRunner: Sendable {
  /// Whether the job is to be done.
  public enum Beginning: Sendable, Hashable {
    case startJob
    /// A hook says “not today”. Everything is done: neither the job nor `end` follows.
    case skipped
    /// A hook failed, or the task was cancelled. As with `skipped`, nothing follows.
    case aborted(JobResult)
  }

  private let environment: HookEnvironment
  private let timeout: Duration
  private let onStart: @Sendable (HookCommand) -> Void
  private let sequence: Mutex<HookSequence>
  private let threads = BlockingThreads(name: "elasto-hooks", limit: 1)

  /// `timeout` is for each command; `onStart` hears of each before it runs.
  public init(
    hooks: JobHooks, environment: HookEnvironment, timeout: Duration = .seconds(600),
    onStart: @escaping @Sendable (HookCommand) -> Void = { _ in }
  ) {
    self.environment = environment
    self.timeout = timeout
    self.onStart = onStart
    sequence = Mutex(HookSequence(hooks: hooks))
  }

  /// Every command that did not end well so far, in order.
  public var failures: [HookFailure] { sequence.withLock { $0.failures } }

  /// Runs `before`; where the job is not to be done, the hooks that follow from that as well.
  public func begin() async -> Beginning {
    let action = sequence.withLock { $0.begin() }
    switch await perform(action, figures: JobFigures(), firstError: nil) {
    case .finished(.skipped): return .skipped
    case .finished(let result): return .aborted(result)
    default: return .startJob
    }
  }

  /// Runs `after-read`. What fails there shows in what `end` returns.
  public func sourcesRead(figures: JobFigures) async {
    let action = sequence.withLock { $0.sourcesRead() }
    _ = await perform(action, figures: figures, firstError: nil)
  }

  /// Runs what is left, and returns the job's result with what the hooks made of it.
  public func end(_ result: JobResult, figures: JobFigures, firstError: String?) async -> JobResult {
    let action = sequence.withLock { $0.jobEnded(result) }
    if case .finished(let result) = await perform(action, figures: figures, firstError: firstError) { return result }
    return result
  }

  /// Runs commands until the next action is something else.
  private func perform(
    _ first: HookSequence.Action, figures: JobFigures, firstError: String?
  ) async -> HookSequence.Action {
    var action = first
    while case .run(let command) = action {
      let (result, failure) = sequence.withLock { ($0.resultSoFar, $0.failures.first) }
      onStart(command)
      let variables = environment.variables(
        phase: command.phase, result: result, figures: figures, firstError: firstError ?? failure?.description)
      let outcome = await run(command, variables)
      action = sequence.withLock { $0.commandEnded(outcome) }
    }
    return action
  }

  private func run(_ command: HookCommand, _ variables: [String: String]) async -> HookOutcome {
    let isStoppable = command.phase == .before
    if isStoppable, Task.isCancelled { return .interrupted }
    let child = ChildCommand(
      command.arguments, environment: variables, standardOutput: .standardError, timeout: timeout)
    let process: ChildProcess
    do throws(ChildProcessError) {
      process = try await threads.run { () throws(ChildProcessError) in try ChildProcess(starting: child) }
    } catch {
      return .notStarted(error.message)
    }
    return await withTaskCancellationHandler {
      await threads.run { Self.outcome(of: process) }
    } onCancel: {
      if isStoppable { process.terminate() }
    }
  }

  private static func outcome(of process: ChildProcess) -> HookOutcome {
    do throws(ChildProcessError) {
      return switch try process.wait() {
      case .exited(let status): .exited(status)
      case .signalled(let signal): .killed(signal: signal)
      }
    } catch {
      return switch error.code {
      case .timedOut: .timedOut
      case .terminated: .interrupted
      default: .notStarted(error.message)
      }
    }
  }
}
