import Providers
import Synchronization

/// Sends the journal's epochs below, oldest first: all of one, then a flush, then the next.
///
/// Runs from `start` until `stop`. Whatever fails is repeated with growing pauses, each request by itself; only being
/// fenced ends it.
final class Destager: Sendable {
  /// What ends the work.
  private enum Ending: Error { case stopped, fenced }

  private static let shortestPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(10)

  private let journal: Journal
  private let slots: SlotCache
  private let fence: Fence
  private let clock: StoreClock
  private let counters: CacheCounting
  private let maxAge: Duration
  private let parallel: Int
  private let attempts: Int
  private let signal = WakeSignal()
  private let tasks = Mutex<(work: Task<Void, Never>?, alarm: Task<Void, Never>?)>((nil, nil))

  init(
    _ journal: Journal, _ slots: SlotCache, _ settings: CacheSettings, maxAge: Duration, fence: Fence,
    clock: StoreClock
  ) {
    self.journal = journal
    self.fence = fence
    self.slots = slots
    self.clock = clock
    self.maxAge = maxAge
    counters = slots.counters
    parallel = max(1, settings.parallel)
    attempts = max(1, settings.attempts)
  }

  func start() { tasks.withLock { $0.work = Task { await self.work() } } }

  /// Returns when nothing is under way any more.
  func stop() async {
    let tasks = tasks.withLock { $0 }
    tasks.work?.cancel()
    tasks.alarm?.cancel()
    signal.wake()
    await tasks.work?.value
    await tasks.alarm?.value
  }

  /// Something has changed that it may have to act on.
  func wake() { signal.wake() }

  /// To be called after each record: wakes it where there is enough to do, and sets the alarm for what is not enough.
  func noteRecord() {
    if journal.state.withLock({ $0.dirty > self.journal.ring / 2 }) { return signal.wake() }
    tasks.withLock { tasks in
      guard tasks.alarm == nil, tasks.work != nil else { return }
      tasks.alarm = Task { await self.sleepUntilAged() }
    }
  }

  private func sleepUntilAged() async {
    let age = oldestAge()
    try? await clock.sleep(max(.zero, maxAge - (age ?? .zero)))
    tasks.withLock { $0.alarm = nil }
    if !Task.isCancelled { signal.wake() }
  }

  /// `nil` where nothing waits.
  func oldestAge() -> Duration? {
    journal.state.withLock { state in
      guard let first = state.epochs.first, first.records > 0 else { return nil }
      return .nanoseconds(max(0, clock.now() - first.began))
    }
  }

  private func work() async {
    while !Task.isCancelled {
      do {
        if let epoch = try nextEpoch() {
          try await destage(epoch)
        } else {
          if oldestAge() != nil { noteRecord() }
          await signal.wait()
        }
      } catch {
        return
      }
    }
  }

  /// The oldest epoch, where it is time for it.
  private func nextEpoch() throws(Ending) -> JournalEpoch? {
    let age = oldestAge()
    let (oldest, isTime) = journal.state.withLock { state -> (JournalEpoch?, Bool) in
      guard let oldest = state.epochs.first, oldest.records > 0 else { return (nil, false) }
      let isTime =
        state.dirty > journal.ring / 2 || oldest.number <= state.wanted || state.isRoomWanted
        || age.map { $0 >= maxAge } ?? false
      return (oldest, isTime)
    }
    guard isTime, let oldest else { return nil }
    if oldest.isClosed { return oldest }
    // A journal that takes no record keeps what it has, for the next time it is opened.
    guard (try? journal.closeEpoch()) != nil else { throw .stopped }
    return journal.state.withLock { $0.epochs.first }
  }

  private func destage(_ epoch: JournalEpoch) async throws(Ending) {
    // What is below must not be newer than what a crash leaves of the journal, or the flush points would mix.
    if !journal.storage.isVolatile { try? await journal.synchronize(upTo: epoch.lastSequence) }
    let requests = DestageRequest.requests(for: epoch.map, largest: slots.largest)
    try await send(requests)
    try await repeating { () async throws(BlockError) in try await self.slots.lower.flush() }
    try await repeating { () async throws(BlockError) in
      try await self.journal.storage.blocking { () throws(BlockError) in try self.journal.retire(epoch) }
    }
    counters.add(epochs: 1)
  }

  private func send(_ requests: [DestageRequest]) async throws(Ending) {
    let ending = await withTaskGroup(of: Ending?.self) { group in
      var ending: Ending?
      var running = 0
      for request in requests {
        if running == parallel, let ended = await group.next() {
          running -= 1
          ending = ending ?? ended
        }
        if ending != nil || Task.isCancelled { break }
        running += 1
        group.addTask {
          do throws(Ending) {
            try await self.send(request)
            return nil
          } catch {
            return error
          }
        }
      }
      while let ended = await group.next() { ending = ending ?? ended }
      return ending
    }
    if let ending { throw ending }
    if Task.isCancelled { throw .stopped }
  }

  private func send(_ request: DestageRequest) async throws(Ending) {
    if let space = request.zeros {
      return try await repeating { () async throws(BlockError) in
        try await self.slots.zero(request.range, space, .ordinary)
      }
    }
    let bytes = IOBuffer(capacity: request.range.count).whole
    try await repeating { () async throws(BlockError) in
      try await self.journal.storage.blocking { () throws(BlockError) in
        for piece in request.pieces {
          try self.journal.read(piece, into: bytes.part(piece.range, from: request.range.lowerBound))
        }
      }
      try await self.slots.write(bytes, at: request.range.lowerBound, .ordinary)
    }
    counters.add(destaged: Int64(bytes.count))
  }

  private func repeating(_ body: () async throws(BlockError) -> Void) async throws(Ending) {
    var pause = Self.shortestPause
    var attempt = 0
    while true {
      if Task.isCancelled { throw .stopped }
      do throws(BlockError) {
        try await body()
        if attempt >= attempts { journal.hinder(nil) }
        return
      } catch {
        attempt += 1
        if error.code == .fenced {
          await fenced(error)
          throw .fenced
        }
        counters.add(retries: 1)
        if attempt >= attempts { journal.hinder(Self.obstacle(error)) }
      }
      do {
        try await clock.sleep(pause * (0.5 + clock.random() / 2))
      } catch {
        throw .stopped
      }
      pause = min(pause * 2, Self.longestPause)
    }
  }

  /// What waits must never be sent: somebody else has gone on from what was there before.
  private func fenced(_ error: BlockError) async {
    fence.close(error)
    let isFirst = journal.state.withLock { $0.failure == nil }
    journal.fail(error)
    guard isFirst, !journal.storage.isVolatile else { return }
    try? await journal.storage.blocking { () throws(BlockError) in
      for _ in JournalLayout.superblocks { try self.journal.changeSuperblock { $0.isFenced = true } }
    }
  }

  private static func obstacle(_ error: BlockError) -> BlockError {
    BlockError(
      error.code, "what waits in the cache cannot be stored, and is tried again: \(error.message)",
      location: error.location, cause: error)
  }
}
