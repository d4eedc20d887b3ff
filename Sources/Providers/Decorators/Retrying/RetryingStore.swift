/// Repeats what failed in a way that may pass, after pauses that grow.
///
/// What an error means is the store's business: only those that say `isRetryable` are repeated. Every operation may be,
/// because it is idempotent or because its condition tells what became of the attempt before; the methods say which. An
/// operation of a cancelled task is not repeated. The error of the last attempt says how often and how long it was
/// tried.
public final class RetryingStore: StoreDecorator {
  public let base: any ObjectStore
  let clock: StoreClock
  let ownUploads = OwnUploads()
  private let policy: RetryPolicy
  private let observer: (any RetryObserver)?

  public init(
    _ base: any ObjectStore, policy: RetryPolicy = RetryPolicy(), clock: StoreClock = .system,
    observer: (any RetryObserver)? = nil
  ) {
    self.base = base
    self.policy = policy
    self.clock = clock
    self.observer = observer
  }

  /// Listings, `head` and `listParts` only read. `putPart` and `copyPart` replace the part of that number; a part is no
  /// object yet, and only this upload's owner sends it. An upload that is not there counts as aborted.
  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    try await repeating(operation) { (_: RetryState) async throws(StoreError) in try await body() }
  }

  /// Reads only; the sink forgets what it has before a repetition.
  ///
  /// An attempt does not go on where the last one ended: the bytes it brought could be those of a version that has been
  /// replaced since.
  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await repeating(StoreOperation(.get, key)) { (state: RetryState) async throws(StoreError) in
      if state.failures > 0 { try restart(sink, key) }
      return try await base.get(key, range: range, to: sink)
    }
  }

  /// Without a condition, the same bytes take the place of themselves. With one, a repetition that is refused may have
  /// met the object of the attempt before: it is compared, byte by byte, and is ours when it is equal.
  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try await repeating(StoreOperation(.put, key)) { (state: RetryState) async throws(StoreError) in
      do throws(StoreError) {
        return try await base.put(key, body, options: options)
      } catch {
        guard error.code == .conditionFailed, state.mayHaveTakenEffect,
          let stored = try await StoredObject(key, in: self, equalTo: body)
        else { throw error }
        return stored.info
      }
    }
  }

  /// As `put`: what a refused repetition finds is compared with the source.
  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try await repeating(StoreOperation(.copy, destination)) { (state: RetryState) async throws(StoreError) in
      do throws(StoreError) {
        return try await base.copy(from: source, to: destination, options: options)
      } catch {
        guard error.code == .conditionFailed, state.mayHaveTakenEffect,
          let stored = try await StoredObject(destination, in: self, equalToObject: source)
        else { throw error }
        return stored.info
      }
    }
  }

  /// A key that is gone counts as deleted. Only the keys that failed in a way that may pass are sent again.
  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    var remaining = keys
    var failed: [DeleteFailure] = []
    var state = RetryState(policy, now: clock.now())
    while true {
      let failure: StoreError
      var unsettled: [DeleteFailure] = []
      do throws(StoreError) {
        let failures = try await base.delete(remaining)
        failed += failures.filter { !$0.error.isRetryable }
        unsettled = failures.filter(\.error.isRetryable)
        guard let first = unsettled.first?.error else { return failed }
        remaining = unsettled.map(\.key)
        // The longest wait that any of them asks for is good for all.
        failure = unsettled.map(\.error).max { ($0.retryAfter ?? .zero) < ($1.retryAfter ?? .zero) } ?? first
      } catch {
        failure = error
      }
      guard let pause = state.pause(after: failure, now: clock.now(), random: clock.random()) else {
        if unsettled.isEmpty { throw state.final(failure, now: clock.now()) }
        let now = clock.now()
        return failed + unsettled.map { DeleteFailure(key: $0.key, error: state.final($0.error, now: now)) }
      }
      try await wait(pause, StoreOperation(.delete, remaining.first ?? ""), failure)
    }
  }

  func repeating<T: Sendable>(
    _ operation: StoreOperation, _ body: (RetryState) async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    var state = RetryState(policy, now: clock.now())
    while true {
      let pause: Duration
      let failure: StoreError
      do throws(StoreError) {
        return try await body(state)
      } catch {
        guard let next = state.pause(after: error, now: clock.now(), random: clock.random()) else {
          throw state.final(error, now: clock.now())
        }
        pause = next
        failure = error
      }
      try await wait(pause, operation, failure)
    }
  }

  private func wait(
    _ pause: Duration, _ operation: StoreOperation, _ failure: StoreError
  ) async throws(StoreError) {
    observer?.willRepeat(operation, after: pause, because: failure)
    do {
      try await clock.sleep(pause)
    } catch {
      throw StoreError(cancelledAt: "\(name)/\(operation.key)")
    }
    if Task.isCancelled { throw StoreError(cancelledAt: "\(name)/\(operation.key)") }
  }

  private func restart(_ sink: any ByteSink, _ key: String) throws(StoreError) {
    do {
      try sink.restart()
    } catch {
      throw StoreError(
        .failed, "the transfer broke off, and what took its bytes cannot begin again: \(error)",
        location: "\(name)/\(key)", cause: error)
    }
  }
}
