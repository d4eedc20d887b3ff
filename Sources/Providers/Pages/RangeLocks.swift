import Synchronization

/// Keeps tasks apart that work on the same bytes: any number that share a range, or one that has it alone.
///
/// First come, first served where ranges overlap; tasks whose ranges do not overlap never wait for each other. Meant for
/// dozens of holders at a time: each step looks at all of them.
final class RangeLocks: Sendable {
  enum Mode: Sendable { case shared, exclusive }

  private struct Ticket {
    var number: UInt64
    var range: Range<Int64>
    var mode: Mode
    /// Of one that waits.
    var continuation: UnsafeContinuation<Void, Never>?

    func conflicts(with other: Ticket) -> Bool {
      (mode == .exclusive || other.mode == .exclusive) && range.overlaps(other.range)
    }
  }

  private struct State {
    var last: UInt64 = 0
    var held: [Ticket] = []
    var waiting: [Ticket] = []

    mutating func newTicket(_ range: Range<Int64>, _ mode: Mode) -> Ticket {
      last += 1
      return Ticket(number: last, range: range, mode: mode)
    }

    func isFree(_ ticket: Ticket) -> Bool {
      !held.contains { ticket.conflicts(with: $0) } && !waiting.contains { ticket.conflicts(with: $0) }
    }
  }

  private let state = Mutex(State())

  /// Runs `body` while it has `range`. Not to be nested for ranges that overlap.
  func locked<T: Sendable>(
    _ range: Range<Int64>, _ mode: Mode, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    let number = await acquire(range, mode)
    defer { release(number) }
    return try await body()
  }

  /// Runs `body` while it has `range`; `nil`, and `body` is not run, where it would have to wait.
  func ifFree<T>(
    _ range: Range<Int64>, _ mode: Mode, _ body: () throws(StoreError) -> T
  ) throws(StoreError) -> T? {
    let number = state.withLock { state -> UInt64? in
      let ticket = state.newTicket(range, mode)
      guard state.isFree(ticket) else { return nil }
      state.held.append(ticket)
      return ticket.number
    }
    guard let number else { return nil }
    defer { release(number) }
    return try body()
  }

  private func acquire(_ range: Range<Int64>, _ mode: Mode) async -> UInt64 {
    let (number, isHeld) = state.withLock { state in
      let ticket = state.newTicket(range, mode)
      let isFree = state.isFree(ticket)
      if isFree { state.held.append(ticket) } else { state.waiting.append(ticket) }
      return (ticket.number, isFree)
    }
    if isHeld { return number }
    await withUnsafeContinuation { continuation in
      let isGranted = state.withLock { state in
        // It may have been granted before this task came here.
        guard let index = state.waiting.firstIndex(where: { $0.number == number }) else { return true }
        state.waiting[index].continuation = continuation
        return false
      }
      if isGranted { continuation.resume() }
    }
    return number
  }

  private func release(_ number: UInt64) {
    let granted = state.withLock { state in
      state.held.removeAll { $0.number == number }
      var granted: [UnsafeContinuation<Void, Never>] = []
      var remaining: [Ticket] = []
      for ticket in state.waiting {
        if (state.held + remaining).contains(where: { ticket.conflicts(with: $0) }) {
          remaining.append(ticket)
        } else {
          if let continuation = ticket.continuation { granted.append(continuation) }
          state.held.append(ticket)
        }
      }
      state.waiting = remaining
      return granted
    }
    for continuation in granted { continuation.resume() }
  }
}
