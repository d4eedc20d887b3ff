/// Work that begets work, shared by several threads; the newest is taken first, so that a walk goes deep before it goes
/// wide and holds little at a time.
final class WorkStack<Item>: Sendable {
  private struct State {
    var items: [Item] = []
    /// Items pushed and not yet reported done.
    var outstanding = 0
    var isStopped = false
  }

  private let state = Monitor(State())

  func push(_ items: sending [Item]) {
    state.withLock { state in
      state.outstanding += items.count
      state.items.append(contentsOf: items)
    }
  }

  /// Waits for an item; `nil` when all work is done or the stack was stopped.
  func next() -> Item? {
    state.wait { state -> Item?? in
      if state.isStopped || state.outstanding == 0 { return .some(nil) }
      return state.items.popLast().map { .some($0) }
    }
  }

  /// To be called once for every item that `next` gave, after what it begot was pushed.
  func finishItem() {
    state.withLock { $0.outstanding -= 1 }
  }

  /// Lets every thread come home: what is left is dropped.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.items.removeAll()
    }
  }
}
