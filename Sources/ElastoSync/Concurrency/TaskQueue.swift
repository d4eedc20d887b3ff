/// Work for a fixed set of threads that is produced on demand.
///
/// Urgent work (a chunk of a big file, which holds a buffer) goes before ordinary work, and ordinary work before the
/// production of more: the queue stays short whatever the length of the input. One thread at a time produces.
final class TaskQueue<Tools>: Sendable {
  typealias Job = @Sendable (Tools) -> Void

  private enum Turn {
    case run(Job)
    case produce
    case finished
  }

  private struct State {
    var urgent: [Job] = []
    var ordinary: [Job] = []
    /// Jobs taken or waiting.
    var outstanding = 0
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

  /// What one thread does until all work is done. `produce` pushes the next jobs; it returns false at the end.
  func work(with tools: Tools, produce: () -> Bool) {
    while true {
      switch nextTurn() {
      case .finished: return
      case .run(let job):
        job(tools)
        state.withLock { $0.outstanding -= 1 }
      case .produce:
        let hasMore = produce()
        state.withLock { state in
          state.isProducing = false
          state.isInputAtEnd = !hasMore
        }
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

  /// Runs jobs that another thread pushes, until that has called `endInput` and all are done.
  func serve(with tools: Tools) {
    while let job = state.wait({ state -> Job?? in
      if let job = state.urgent.popLast() ?? state.ordinary.popLast() { return .some(job) }
      return (state.isInputAtEnd || state.isStopped) && state.outstanding == 0 ? .some(nil) : nil
    }) {
      job(tools)
      state.withLock { $0.outstanding -= 1 }
    }
  }

  /// No more jobs will come: what `serve` waits for.
  func endInput() {
    state.withLock { $0.isInputAtEnd = true }
  }

  private func nextTurn() -> Turn {
    state.wait { state in
      if let job = state.urgent.popLast() ?? state.ordinary.popLast() { return .run(job) }
      if state.isStopped || state.isInputAtEnd {
        return state.outstanding == 0 && !state.isProducing ? .finished : nil
      }
      guard !state.isProducing else { return nil }
      state.isProducing = true
      return .produce
    }
  }
}
