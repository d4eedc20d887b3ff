import Testing

@testable import Providers

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy(
    attempts: 5, budget: .seconds(60), firstPause: .milliseconds(100), longestPause: .seconds(1))

  @Test func pausesDoubleUpToTheLongest() {
    let longest = (1...6).map { policy.pause(after: $0, random: 1) }
    #expect(
      longest == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)] + [
        .seconds(1), .seconds(1),
      ])
  }

  @Test func chanceTakesUpToHalfOfAPause() {
    #expect(policy.pause(after: 3, random: 0) == .milliseconds(200))
    #expect(policy.pause(after: 3, random: 0.5) == .milliseconds(300))
  }

  @Test func attemptsAreLimited() {
    var state = RetryState(policy, now: 0)
    let error = StoreError(.unavailable, "no", location: "x", isRetryable: true)
    let pauses = (1...5).map { _ in state.pause(after: error, now: 0, random: 0) }
    #expect(pauses.map { $0 == nil } == [false, false, false, false, true])
  }

  @Test func theBudgetCountsFromTheFirstFailure() {
    let hour: Int64 = 3_600_000_000_000
    let error = StoreError(.unavailable, "no", location: "x", isRetryable: true)
    var state = RetryState(policy, now: 0)
    #expect(state.pause(after: error, now: hour, random: 0) != nil)
    #expect(state.pause(after: error, now: hour + 59_000_000_000, random: 0) != nil)
    #expect(state.pause(after: error, now: hour + 60_000_000_000, random: 0) == nil)
  }

  @Test func aStoreThatAsksForMoreTimeGetsIt() {
    var state = RetryState(policy, now: 0)
    let error = StoreError(.throttled, "slow", location: "x", isRetryable: true, retryAfter: .seconds(7))
    #expect(state.pause(after: error, now: 0, random: 0) == .seconds(7))
    #expect(!state.mayHaveTakenEffect)
  }

  @Test func askedForMoreThanTheBudgetItGivesUp() {
    var state = RetryState(policy, now: 0)
    let error = StoreError(.throttled, "slow", location: "x", isRetryable: true, retryAfter: .seconds(61))
    #expect(state.pause(after: error, now: 0, random: 0) == nil)
  }
}
