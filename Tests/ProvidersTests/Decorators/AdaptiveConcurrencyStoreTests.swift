import ProvidersTesting
import Synchronization
import Testing

@testable import Providers

@Suite struct AdaptiveConcurrencyStoreTests {
  /// A store model that bears a number of operations at once, and complains of more.
  final class Bearing: StoreDecorator {
    let base: any ObjectStore = MemoryStore()
    private let borne: Int
    private let state = Mutex((now: 0, most: 0, complaints: 0))

    init(borne: Int) { self.borne = borne }

    var most: Int { state.withLock { $0.most } }
    var complaints: Int { state.withLock { $0.complaints } }

    func around<T: Sendable>(
      _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
    ) async throws(StoreError) -> T {
      let underWay = state.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
        return state.now
      }
      defer { state.withLock { $0.now -= 1 } }
      for _ in 0..<20 { await Task.yield() }
      guard underWay <= borne else {
        state.withLock { $0.complaints += 1 }
        throw StoreError(.throttled, "too many", location: name, isRetryable: true)
      }
      return try await body()
    }
  }

  @Test func neverMoreThanItsBound() async throws {
    let store = Bearing(borne: 1000)
    let limited = AdaptiveConcurrencyStore(store, initial: 2, bounds: 1...6)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 { group.addTask { _ = try? await limited.put("\(number)", [1]) } }
    }
    #expect(store.most == 6)
  }

  @Test func findsWhatTheStoreBears() async throws {
    let store = Bearing(borne: 8)
    let limited = AdaptiveConcurrencyStore(store, initial: 2, bounds: 1...64)
    let retrying = RetryingStore(limited, policy: RetryPolicy(attempts: 100), clock: VirtualClock().clock)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<64 {
        group.addTask { for round in 0..<30 { try await retrying.put("\(number)/\(round)", [1]) } }
      }
      try await group.waitForAll()
    }
    #expect(store.complaints > 0)
    #expect(store.complaints < 64 * 30 / 4)
    #expect((2...16).contains(limited.limit))
  }

  @Test func thoseWhoWaitAreServedInOrder() async throws {
    let queue = AdmissionQueue(window: AdaptiveWindow(initial: 1, bounds: 1...1))
    let first = try #require(await queue.enter())
    let order = Order()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          guard let ticket = await queue.enter() else { return }
          order.append(number)
          queue.leave(ticket, .succeeded)
        }
        while queue.waiting <= number { await Task.yield() }
      }
      queue.leave(first, .succeeded)
    }
    #expect(order.numbers == Array(0..<20))
  }

  @Test func aCancelledTaskLeavesTheQueue() async throws {
    let queue = AdmissionQueue(window: AdaptiveWindow(initial: 1, bounds: 1...1))
    let first = try #require(await queue.enter())
    let waiting = Task { await queue.enter() }
    while queue.waiting == 0 { await Task.yield() }
    let behind = Task { await queue.enter() }
    while queue.waiting < 2 { await Task.yield() }
    waiting.cancel()
    #expect(await waiting.value == nil)
    queue.leave(first, .succeeded)
    let last = try #require(await behind.value)
    queue.leave(last, .succeeded)
    #expect(queue.underWay == 0)
  }

  @Test func noPlaceIsLostToCancelledTasks() async throws {
    let queue = AdmissionQueue(window: AdaptiveWindow(initial: 3, bounds: 3...3))
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<2000 {
        group.addTask {
          let task = Task {
            guard let ticket = await queue.enter() else { return }
            await Task.yield()
            queue.leave(ticket, .other)
          }
          if number % 3 == 0 { task.cancel() }
          await task.value
        }
      }
    }
    #expect(queue.underWay == 0)
    #expect(queue.waiting == 0)
  }

  @Test func aThrottledKeyOfADeleteCounts() async throws {
    let faulty = FaultyStore(
      MemoryStore(), before: { _, _ in StoreError(.throttled, "slow", location: "x", isRetryable: true) })
    let limited = AdaptiveConcurrencyStore(faulty, initial: 8)
    _ = try await limited.delete(["a", "b"])
    #expect(limited.limit == 4)
  }

  private final class Order: Sendable {
    private let state = Mutex<[Int]>([])

    var numbers: [Int] { state.withLock { $0 } }

    func append(_ number: Int) { state.withLock { $0.append(number) } }
  }
}
