/// Repeats a piece of work that is no operation of an object store: each request of a page store.
public struct Retries: Sendable {
  public var policy: RetryPolicy
  public var clock: StoreClock
  public var observer: (any RetryObserver)?

  public init(policy: RetryPolicy = RetryPolicy(), clock: StoreClock = .system, observer: (any RetryObserver)? = nil) {
    self.policy = policy
    self.clock = clock
    self.observer = observer
  }

  /// `body` must be safe to repeat; it is told whether an attempt before may have taken effect.
  func repeating<T: Sendable>(
    _ operation: StoreOperation, at location: String, _ body: (_ isRepetition: Bool) async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    var state = RetryState(policy, now: clock.now())
    while true {
      let pause: Duration
      let failure: StoreError
      do throws(StoreError) {
        return try await body(state.mayHaveTakenEffect)
      } catch {
        guard let next = state.pause(after: error, now: clock.now(), random: clock.random()) else {
          throw state.final(error, now: clock.now())
        }
        (pause, failure) = (next, error)
      }
      observer?.willRepeat(operation, after: pause, because: failure)
      do { try await clock.sleep(pause) } catch { throw StoreError(cancelledAt: location) }
      if Task.isCancelled { throw StoreError(cancelledAt: location) }
    }
  }
}
