import Secrets
import Synchronization
import Testing

@testable import Providers

/// A place whose answers and clock the test sets.
private final class Place: Sendable {
  struct State {
    var time: Int64 = 1_000_000
    var lifetime: Int64? = 3600
    var fails = false
    var asked = 0
    var cancelled = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
    var isHeld = false
  }

  let state = Mutex(State())

  var asked: Int { state.withLock { $0.asked } }

  func advance(_ seconds: Int64) { state.withLock { $0.time += seconds } }

  /// Answers what is held back, and everything from now on.
  func release() {
    let waiting = state.withLock { state in
      state.isHeld = false
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func refreshing() -> RefreshingCredentials<S3Credentials> {
    RefreshingCredentials(now: { self.state.withLock { $0.time } }) { () throws(StoreError) in
      await withCheckedContinuation { continuation in
        let isHeld = self.state.withLock { state in
          state.asked += 1
          if state.isHeld { state.waiting.append(continuation) }
          return state.isHeld
        }
        if !isHeld { continuation.resume() }
      }
      let state = self.state.withLock { ($0.fails, $0.time, $0.lifetime, $0.asked) }
      if Task.isCancelled {
        self.state.withLock { $0.cancelled += 1 }
        throw StoreError(.cancelled, "cancelled", location: "")
      }
      if state.0 { throw .credentials("no answer") }
      return S3Credentials(
        accessKeyID: "ID\(state.3)", secretAccessKey: SecretBytes(copying: [1]), expires: state.2.map { state.1 + $0 },
        origin: "place")
    }
  }
}

@Suite struct RefreshingCredentialsTests {
  @Test func credentialsThatNeverEndAreAskedForOnce() async throws {
    let place = Place()
    place.state.withLock { $0.lifetime = nil }
    let kept = place.refreshing()
    _ = try await kept.credentials()
    place.advance(10_000_000)
    #expect(try await kept.credentials().accessKeyID == "ID1")
  }

  /// Five minutes before their end, or in the last quarter of a short life.
  @Test(arguments: [(3600, 3300), (900, 675), (60, 45)] as [(Int64, Int64)])
  func theyAreReplacedBeforeTheirEnd(lifetime: Int64, due: Int64) async throws {
    let place = Place()
    place.state.withLock { $0.lifetime = lifetime }
    let kept = place.refreshing()
    #expect(try await kept.credentials().accessKeyID == "ID1")
    place.advance(due - 1)
    #expect(try await kept.credentials().accessKeyID == "ID1")
    place.advance(1)
    #expect(try await kept.credentials().accessKeyID == "ID2")
  }

  @Test func aRefreshThatFailsKeepsThemWhileTheyAreValidAndIsNotTriedWithEveryRequest() async throws {
    let place = Place()
    let kept = place.refreshing()
    _ = try await kept.credentials()
    place.state.withLock { $0.fails = true }
    place.advance(3400)
    for _ in 0..<5 { #expect(try await kept.credentials().accessKeyID == "ID1") }
    #expect(place.asked == 2)
    place.advance(RefreshingCredentials<S3Credentials>.pause)
    #expect(try await kept.credentials().accessKeyID == "ID1")
    #expect(place.asked == 3)
    place.advance(200)
    await #expect(throws: StoreError.self) { try await kept.credentials() }
    place.state.withLock { $0.fails = false }
    #expect(try await kept.credentials().accessKeyID == "ID5")
  }

  @Test func manyCallersAreOneRequest() async throws {
    let place = Place()
    place.state.withLock { $0.isHeld = true }
    let kept = place.refreshing()
    let found = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await kept.credentials().accessKeyID } }
      while place.asked == 0 { await Task.yield() }
      place.release()
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(found == ["ID1"] && place.asked == 1)
  }

  @Test func nobodyWaitsForARefreshWhileTheKeptOnesAreValid() async throws {
    let place = Place()
    let kept = place.refreshing()
    _ = try await kept.credentials()
    place.advance(3400)
    place.state.withLock { $0.isHeld = true }
    let refreshing = Task { try await kept.credentials().accessKeyID }
    while place.asked < 2 { await Task.yield() }
    #expect(try await kept.credentials().accessKeyID == "ID1")
    place.release()
    #expect(try await refreshing.value == "ID2")
  }

  @Test func whatWasRefusedAsExpiredIsAskedForAfreshButNotWhatHasOnlyJustCome() async throws {
    let place = Place()
    let kept = place.refreshing()
    _ = try await kept.credentials()
    place.advance(RefreshingCredentials<S3Credentials>.freshness)
    await kept.invalidate()
    #expect(try await kept.credentials().accessKeyID == "ID2")
    await kept.invalidate()
    #expect(try await kept.credentials().accessKeyID == "ID2")
    place.state.withLock { $0.fails = true }
    place.advance(RefreshingCredentials<S3Credentials>.freshness)
    await kept.invalidate()
    await #expect(throws: StoreError.self) { try await kept.credentials() }
  }

  @Test func credentialsThatCameTooLateAreRefusedWithTheirEnd() async throws {
    let place = Place()
    place.state.withLock { $0.lifetime = -10 }
    let error = await #expect(throws: StoreError.self) { try await place.refreshing().credentials() }
    #expect(error?.message.contains("ended at 1970-01-12T13:46:30Z") == true, "\(String(describing: error))")
  }

  @Test func aRequestEndsWhenAllWhoWaitForItAreCancelled() async throws {
    let place = Place()
    place.state.withLock { $0.isHeld = true }
    let kept = place.refreshing()
    let first = Task { try await kept.credentials() }
    while place.asked < 1 { await Task.yield() }
    first.cancel()
    // The one who comes later begins anew, and gets an answer.
    var second = Task { try await kept.credentials().accessKeyID }
    while place.asked < 2 {
      second.cancel()
      second = Task { try await kept.credentials().accessKeyID }
      for _ in 0..<100 { await Task.yield() }
    }
    place.release()
    #expect(try await second.value.hasPrefix("ID"))
    _ = await first.result
    #expect(place.state.withLock { $0.cancelled } == 1)
  }
}
