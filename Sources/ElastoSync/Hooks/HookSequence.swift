/// Decides which command of a job's hooks is next, and what its end means for the job. Runs nothing.
///
/// The driver calls `begin`, and then answers each `.run` with `commandEnded`. After `.startJob` it does the job, and
/// reports `sourcesRead` and `jobEnded`. `.finished` is the end.
///
///     begin ─► before… ─► startJob ─► sourcesRead ─► after-read… ─► continueJob ─► jobEnded ─► success… ─► finally… ─► finished
///                 │75, failed                                                          │failed    failure…
///                 └─► after-read… ─► failure… ─► finally… ─► finished                   └─► after-read… (if not yet)
///
/// `after-read` undoes what `before` did, so it runs once, also when the job fails early; only when no command of
/// `before` got through is there nothing to undo. A command that fails in `before` keeps those behind it from running;
/// in the other phases the rest still runs, and the job counts as failed.
public struct HookSequence: Sendable {
  public enum Action: Sendable, Hashable {
    case run(HookCommand)
    case startJob
    case continueJob
    /// The job's result, with what the hooks made of it.
    case finished(JobResult)
  }

  /// EX_TEMPFAIL of sysexits.h.
  static let skipStatus: Int32 = 75

  private let hooks: JobHooks
  private var phase = HookPhase.before
  private var nextIndex = 0
  private var anyBeforeSucceeded = false
  private var afterReadDone = false
  private var jobIsRunning = false
  /// What is known of the job's end; `nil` while it can still succeed.
  private var result: JobResult?
  /// Every command that did not end well, in order.
  public private(set) var failures: [HookFailure] = []

  public init(hooks: JobHooks) { self.hooks = hooks }

  /// The result to show to the next command as `ELASTO_RESULT`; `nil` as long as there is none.
  public var resultSoFar: JobResult? { result }

  public mutating func begin() -> Action { advance() }

  /// The command of the last `.run` has ended.
  public mutating func commandEnded(_ outcome: HookOutcome) -> Action {
    let command = HookCommand(phase: phase, arguments: hooks[phase][nextIndex - 1])
    switch (phase, outcome) {
    case (.before, .exited(0)):
      anyBeforeSucceeded = true
    case (_, .exited(0)):
      break
    case (.before, .exited(Self.skipStatus)):
      endBefore(with: .skipped)
    default:
      failures.append(HookFailure(command: command, outcome: outcome))
      if outcome == .interrupted, result == nil || result == .success { result = .interrupted }
      if phase == .before {
        endBefore(with: .failure)
      } else if result == nil || result == .success || result == .incomplete {
        result = .failure
      }
    }
    return advance()
  }

  /// All sources have been read; the job goes on after `.continueJob`.
  public mutating func sourcesRead() -> Action {
    guard !afterReadDone else { return .continueJob }
    enter(.afterRead)
    return advance()
  }

  /// The job is over. What an `after-read` hook spoilt stays spoilt.
  public mutating func jobEnded(_ ended: JobResult) -> Action {
    jobIsRunning = false
    if result == nil || ended == .interrupted || ended == .failure { result = ended }
    enter(afterReadDone ? closingPhase : .afterRead)
    return advance()
  }

  private mutating func endBefore(with ended: JobResult) {
    result = result ?? ended
    enter(anyBeforeSucceeded ? .afterRead : closingPhase)
  }

  private mutating func enter(_ next: HookPhase) {
    phase = next
    nextIndex = 0
  }

  private var closingPhase: HookPhase {
    switch result {
    case .success, .incomplete: .success
    case .failure: .failure
    case .skipped, .interrupted, nil: .finally
    }
  }

  private mutating func advance() -> Action {
    while true {
      if nextIndex < hooks[phase].count {
        nextIndex += 1
        return .run(HookCommand(phase: phase, arguments: hooks[phase][nextIndex - 1]))
      }
      switch phase {
      case .before:
        jobIsRunning = true
        return .startJob
      case .afterRead:
        afterReadDone = true
        if jobIsRunning { return .continueJob }
        enter(closingPhase)
      case .success, .failure:
        enter(.finally)
      case .finally:
        return .finished(result ?? .success)
      }
    }
  }
}
