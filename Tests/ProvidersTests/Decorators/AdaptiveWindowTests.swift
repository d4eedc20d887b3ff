import Testing

@testable import Providers

@Suite struct AdaptiveWindowTests {
  @Test func doublesEachRoundUntilTheFirstComplaint() {
    var window = AdaptiveWindow(initial: 4, bounds: 1...64)
    for _ in 0..<4 { window.succeeded(underWay: window.size) }
    #expect(window.size == 8)
  }

  @Test func thenGrowsByOneEachRound() {
    var window = AdaptiveWindow(initial: 16, bounds: 1...64)
    window.throttled(begunIn: 0)
    #expect(window.size == 8)
    for _ in 0..<9 { window.succeeded(underWay: window.size) }
    #expect(window.size == 9)
  }

  @Test func complaintsOfOneRoundHalveItOnce() {
    var window = AdaptiveWindow(initial: 32, bounds: 1...64)
    for _ in 0..<20 { window.throttled(begunIn: 0) }
    #expect(window.size == 16)
    window.throttled(begunIn: 1)
    #expect(window.size == 8)
  }

  @Test func staysWithinItsBounds() {
    var window = AdaptiveWindow(initial: 100, bounds: 3...10)
    #expect(window.size == 10)
    for _ in 0..<100 { window.succeeded(underWay: 10) }
    #expect(window.size == 10)
    for round in 0..<10 { window.throttled(begunIn: round) }
    #expect(window.size == 3)
  }

  @Test func doesNotGrowWhileItIsNotUsed() {
    var window = AdaptiveWindow(initial: 8, bounds: 1...64)
    for _ in 0..<100 { window.succeeded(underWay: 3) }
    #expect(window.size == 8)
  }
}
