/// Work for a fixed set of threads that is produced on demand.
///
/// Urgent work (a chunk of a big file, which holds a buffer) goes before ordinary work, and ordinary work before the
/// production of more: the queue stays short whatever the length of the input. One thread at a time produces.
final class TaskQueue<Tools>: Sendable {
  typealias Job = @Sendable (Tools) -> Void

  private enum Turn {
    case runUrgent(Job)
    case run(Job)
    case produce
    case drain
    case finished
  }

  private struct State {
    var urgent: [Job] = []
    var ordinary: [Job] = []
    /// Jobs taken or waiting.
    var outstanding = 0
    /// Threads that wait for a job, or are at an urgent one.
    var helpers = 0
    var isProducing = false
    var isInputAtEnd = false
    var isStopped = false
  }

  private let state = Monitor(State())

  func push(urgent job: @escaping Job) {
    state.withLock { state in
      state.urgent.append(job)
      state.outstanding += 1
    }
  }

  /// Whether other threads are free to do urgent jobs, and have none, or few, to go on with.
  ///
  /// Three for each: so many chunks are done while the thread that pushes them reads, cuts and hashes the next ones.
  var wantsUrgentJobs: Bool { state.withLock { $0.urgent.count < 3 * $0.helpers } }

  func push(_ jobs: [Job]) {
    state.withLock { state in
      state.ordinary.append(contentsOf: jobs.reversed())
      state.outstanding += jobs.count
    }
  }

  /// Drops all work that no thread has begun, and takes no more input.
  func stop() {
    state.withLock { state in
      state.outstanding -= state.urgent.count + state.ordinary.count
      state.urgent = []
      state.ordinary = []
      state.isStopped = true
    }
  }

  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// What one thread does until all work is done. `produce` pushes the next jobs; it returns false at the end. Then, with
  /// no job left to take, `drain` does what the thread's jobs have put off.
  func work(with tools: Tools, drain: () -> Void, produce: () -> Bool) {
    var isDrained = false
    while true {
      switch nextTurn(isDrained: isDrained) {
      case .finished: return
      case .runUrgent(let job):
        run(urgent: job, with: tools)
      case .run(let job):
        job(tools)
        isDrained = false
        state.withLock { $0.outstanding -= 1 }
      case .produce:
        let hasMore = produce()
        state.withLock { state in
          state.isProducing = false
          state.isInputAtEnd = !hasMore
        }
      case .drain:
        drain()
        isDrained = true
      }
    }
  }

  /// Runs one urgent job, if there is one: what a thread does that waits for urgent jobs of its own.
  func help(with tools: Tools) -> Bool {
    guard let job = state.withLock({ $0.urgent.popLast() }) else { return false }
    job(tools)
    state.withLock { $0.outstanding -= 1 }
    return true
  }

  /// Runs urgent jobs that another thread pushes, until that has called `endInput` and all are done.
  func serve(with tools: Tools) {
    while let job = awaitTurn({ state -> Job?? in
      if let job = state.urgent.popLast() {
        state.helpers += 1
        return .some(job)
      }
      return (state.isInputAtEnd || state.isStopped) && state.outstanding == 0 ? .some(nil) : nil
    }) {
      run(urgent: job, with: tools)
    }
  }

  /// No more jobs will come: what `serve` waits for.
  func endInput() {
    state.withLock { $0.isInputAtEnd = true }
  }

  private func nextTurn(isDrained: Bool) -> Turn {
    awaitTurn { state in
      if let job = state.urgent.popLast() {
        state.helpers += 1
        return .runUrgent(job)
      }
      if let job = state.ordinary.popLast() { return .run(job) }
      if state.isStopped || state.isInputAtEnd {
        guard isDrained else { return .drain }
        return state.outstanding == 0 && !state.isProducing ? .finished : nil
      }
      guard !state.isProducing else { return nil }
      state.isProducing = true
      return .produce
    }
  }

  /// Runs a job whose thread counts among the helpers.
  private func run(urgent job: Job, with tools: Tools) {
    job(tools)
    state.withLock { state in
      state.outstanding -= 1
      state.helpers -= 1
    }
  }

  /// Waits until `next` gives something; meanwhile the thread is a helper.
  private func awaitTurn<Result>(_ next: (inout State) -> Result?) -> Result {
    var isHelper = false
    return state.wait { state in
      let result = next(&state)
      if (result == nil) != isHelper {
        state.helpers += isHelper ? -1 : 1
        isHelper.toggle()
      }
      return result
    }
  }
}
