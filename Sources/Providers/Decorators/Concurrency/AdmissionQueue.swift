import Synchronization

/// Lets as many in as an `AdaptiveWindow` allows; the others wait in the order in which they came.
package final class AdmissionQueue: Sendable {
  /// What an operation that was let in gives back at its end.
  package struct Ticket: Sendable {
    fileprivate let round: Int
  }

  package enum Outcome {
    case succeeded, throttled, other
  }

  private struct State {
    var window: AdaptiveWindow
    var underWay = 0
    var waiting: [UInt64: UnsafeContinuation<Ticket?, Never>] = [:]
    /// Numbers of those who wait, from the one that came first; some may have left, or be about to wait.
    var first: UInt64 = 0
    var next: UInt64 = 0

    /// A place for one more, if there is one.
    mutating func admit() -> Ticket? {
      guard underWay < window.size else { return nil }
      underWay += 1
      return Ticket(round: window.round)
    }

    mutating func popWaiting() -> UnsafeContinuation<Ticket?, Never>? {
      while first < next {
        defer { first += 1 }
        if let waiting = waiting.removeValue(forKey: first) { return waiting }
      }
      return nil
    }
  }

  private let state: Mutex<State>

  init(window: AdaptiveWindow) { state = Mutex(State(window: window)) }

  /// Lets `count` in, whatever becomes of them.
  package convenience init(places count: Int) {
    self.init(window: AdaptiveWindow(initial: count, bounds: max(1, count)...max(1, count)))
  }

  /// How many may be under way now.
  var limit: Int { state.withLock { $0.window.size } }
  var underWay: Int { state.withLock { $0.underWay } }
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Waits for a place; `nil` when the calling task is cancelled before there is one.
  package func enter() async -> Ticket? {
    if Task.isCancelled { return nil }
    let (number, ticket): (UInt64, Ticket?) = state.withLock { state in
      if state.waiting.isEmpty, let ticket = state.admit() { return (0, ticket) }
      defer { state.next += 1 }
      return (state.next, nil)
    }
    if let ticket { return ticket }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        // Places that came free since are given away as to any other.
        let resumed = state.withLock { state in
          state.waiting[number] = continuation
          state.first = min(state.first, number)
          if Task.isCancelled { return Self.leaving(number, &state) }
          return Self.admitted(&state)
        }
        for (continuation, ticket) in resumed { continuation.resume(returning: ticket) }
      }
    } onCancel: {
      let resumed = state.withLock { Self.leaving(number, &$0) }
      for (continuation, ticket) in resumed { continuation.resume(returning: ticket) }
    }
  }

  /// Gives the place back.
  package func leave(_ ticket: Ticket, _ outcome: Outcome) {
    let resumed = state.withLock { state in
      switch outcome {
      case .succeeded: state.window.succeeded(underWay: state.underWay)
      case .throttled: state.window.throttled(begunIn: ticket.round)
      case .other: break
      }
      state.underWay -= 1
      return Self.admitted(&state)
    }
    for (continuation, ticket) in resumed { continuation.resume(returning: ticket) }
  }

  private typealias Resumption = (UnsafeContinuation<Ticket?, Never>, Ticket?)

  private static func leaving(_ number: UInt64, _ state: inout State) -> [Resumption] {
    state.waiting.removeValue(forKey: number).map { [($0, nil)] } ?? []
  }

  /// All who find a place now.
  private static func admitted(_ state: inout State) -> [Resumption] {
    var admitted: [Resumption] = []
    while !state.waiting.isEmpty, let ticket = state.admit() {
      guard let continuation = state.popWaiting() else {
        state.underWay -= 1
        break
      }
      admitted.append((continuation, ticket))
    }
    return admitted
  }
}
