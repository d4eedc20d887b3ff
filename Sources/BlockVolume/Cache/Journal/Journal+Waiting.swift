import Providers
import Synchronization

extension Journal {
  private enum SyncStep { case done, wait, lead(UInt64) }

  /// Returns when the records up to `sequence` are durable. Those who come while it is being done share the next time.
  func synchronize(upTo sequence: UInt64) async throws(BlockError) {
    while true {
      let step = try state.withLock { state throws(BlockError) -> SyncStep in
        if state.durable >= sequence { return .done }
        if let failure = state.failure { throw failure }
        if state.isSynchronizing { return .wait }
        state.isSynchronizing = true
        return .lead(state.sequence)
      }
      switch step {
      case .done: return
      case .lead(let last): try await storage.blocking { () throws(BlockError) in try self.lead(last) }
      case .wait:
        await withUnsafeContinuation { continuation in
          let isOver = state.withLock { state in
            if state.isSynchronizing { state.waitingForSync.append(continuation) }
            return !state.isSynchronizing
          }
          if isOver { continuation.resume() }
        }
      }
    }
  }

  /// `synchronize`, on the calling thread; false, with nothing done, where another is at it. Blocks.
  func synchronizeNow(upTo sequence: UInt64) throws(BlockError) -> Bool {
    let last = try state.withLock { state throws(BlockError) -> UInt64? in
      if state.durable >= sequence { return 0 }
      if let failure = state.failure { throw failure }
      if state.isSynchronizing { return nil }
      state.isSynchronizing = true
      return state.sequence
    }
    guard let last else { return false }
    if last > 0 { try lead(last) }
    return true
  }

  /// Blocks.
  private func lead(_ last: UInt64) throws(BlockError) {
    let result: Result<Void, BlockError>
    do throws(BlockError) {
      try storage.synchronize()
      try writeMark(last)
      result = .success(())
    } catch {
      // After a failed fdatasync the kernel may count lost pages as written: what comes later would prove nothing.
      result = .failure(error)
    }
    let waiters = state.withLock { state in
      switch result {
      case .success: state.durable = max(state.durable, last)
      case .failure(let error): state.failure = state.failure ?? error
      }
      state.isSynchronizing = false
      defer { state.waitingForSync = [] }
      return state.waitingForSync
    }
    for waiter in waiters { waiter.resume() }
    try result.get()
  }

  /// Nothing is taken any more.
  func fail(_ error: BlockError) {
    let waiters = state.withLock { state in
      state.failure = state.failure ?? error
      return state.takeWaiters(through: nil)
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Those who wait for the device below are told why they do; `nil` when it works again.
  func hinder(_ error: BlockError?) {
    let waiters = state.withLock { state -> [JournalState.Waiter] in
      state.obstacle = error
      return error == nil ? [] : state.takeWaiters(through: nil)
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns when the tail is no longer where it was `seen`. Throws what keeps it there.
  func waitForRoom(since seen: Int64) async throws(BlockError) {
    try await wait { state, waiter in
      if state.tail != seen { return false }
      state.waitingForRoom.append(waiter)
      return true
    }
  }

  /// Returns when everything up to that epoch is below. Throws what keeps it from coming there.
  func waitForEpoch(_ epoch: UInt64) async throws(BlockError) {
    while state.withLock({ $0.epochs.first.map { $0.number <= epoch } ?? false }) {
      try await wait { state, waiter in
        guard let first = state.epochs.first, first.number <= epoch else { return false }
        state.waitingForEpoch.append((epoch, waiter))
        return true
      }
    }
  }

  private func wait(_ enqueue: (inout JournalState, JournalState.Waiter) -> Bool) async throws(BlockError) {
    await withUnsafeContinuation { continuation in
      let isWaiting = state.withLock { state in
        state.failure == nil && state.obstacle == nil && enqueue(&state, continuation)
      }
      if !isWaiting { continuation.resume() }
    }
    let (failure, obstacle) = state.withLock { ($0.failure, $0.obstacle) }
    if let failure { throw failure }
    if let obstacle { throw obstacle }
  }

  /// The oldest epoch is completely below: its room is given back once that is durable. Blocks.
  func retire(_ epoch: JournalEpoch) throws(BlockError) {
    let end = epoch.end ?? state.withLock { $0.tail }
    // Some at a time, for every reader and writer waits meanwhile.
    let pieces = Array(epoch.map.pieces)
    for start in stride(from: 0, to: pieces.count, by: 256) {
      let some = pieces[start..<min(start + 256, pieces.count)]
      state.withLock { $0.forget(some, upTo: epoch.lastSequence) }
    }
    if !storage.isVolatile {
      try changeSuperblock { block in
        block.tail = end
        block.sequence = epoch.lastSequence + 1
        block.epoch = epoch.number + 1
      }
    }
    let waiters = state.withLock { state in
      state.retire(epoch, end: end)
      return state.takeWaiters(through: epoch.number)
    }
    for waiter in waiters { waiter.resume() }
  }
}
