import Foundation
import Providers
import Synchronization
import Testing

@Suite struct BlockingThreadsTests {
  struct Refusal: Error, Equatable {
    let number: Int
  }

  @Test func whatAJobReturnsOrThrowsComesBack() async throws {
    let threads = BlockingThreads(name: "test", limit: 2)
    #expect(await threads.run { 42 } == 42)
    await #expect(throws: Refusal(number: 3)) {
      try await threads.run { () throws(Refusal) -> Int in throw Refusal(number: 3) }
    }
  }

  @Test(arguments: [1, 3]) func noMoreJobsThanTheLimitRunAtOnce(limit: Int) async throws {
    let threads = BlockingThreads(name: "test", limit: limit)
    let probe = Probe()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<200 { group.addTask { await threads.run { probe.visit() } } }
    }
    #expect(probe.most <= limit)
    #expect(probe.most >= 1)
  }

  @Test func jobsRunOnThreadsOfTheirOwnName() async throws {
    let threads = BlockingThreads(name: "a-name-that-is-too-long", limit: 1)
    let name = try await threads.run { try String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8) }
    #expect(name == "a-name-that-is-\n")
  }

  @Test func jobsOfOneThreadKeepTheirOrder() async throws {
    let threads = BlockingThreads(name: "test", limit: 1)
    let order = OrderLog()
    for number in 0..<5000 { threads.submit { order.append(number) } }
    await threads.run {}
    #expect(order.numbers == Array(0..<5000))
  }

  @Test func submittedJobsAreDoneWhenTheSetIsGone() async throws {
    let order = OrderLog()
    await withUnsafeContinuation { continuation in
      let threads = BlockingThreads(name: "test", limit: 1)
      for number in 0..<100 { threads.submit { order.append(number) } }
      threads.submit { continuation.resume() }
    }
    #expect(order.numbers.count == 100)
  }

  @Test func aThreadCanWaitForAsynchronousWork() async throws {
    let threads = BlockingThreads(name: "test", limit: 1)
    let store = MemoryStore()
    let bytes = try await threads.run { () throws(StoreError) in
      try BlockingThreads.wait { () async throws(StoreError) in
        try await store.put("a", [1, 2])
        return try await store.get("a")
      }
    }
    #expect(bytes == [1, 2])
    let error = await #expect(throws: StoreError.self) {
      try await threads.run { () throws(StoreError) in
        try BlockingThreads.wait { () async throws(StoreError) in try await store.head("missing") }
      }
    }
    #expect(error?.code == .notFound)
  }
}

private final class Probe: Sendable {
  private let state = Mutex((now: 0, most: 0))

  var most: Int { state.withLock { $0.most } }

  func visit() {
    state.withLock { state in
      state.now += 1
      state.most = max(state.most, state.now)
    }
    sched_yield()
    state.withLock { $0.now -= 1 }
  }
}

private final class OrderLog: Sendable {
  private let log = Mutex<[Int]>([])

  var numbers: [Int] { log.withLock { $0 } }

  func append(_ number: Int) { log.withLock { $0.append(number) } }
}
