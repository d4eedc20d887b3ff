import Testing

@testable import BlockVolume

@Suite struct LatencySnapshotTests {
  @Test func bucketsTouchAndAreNeverWiderThanAnEighth() {
    var start: UInt64 = 0
    for index in 0..<LatencyBuckets.count - 1 {
      let end = LatencyBuckets.end(of: index)
      #expect(end > start)
      #expect(LatencyBuckets.index(of: start) == index)
      #expect(LatencyBuckets.index(of: end - 1) == index)
      #expect(end - start <= max(1, start / 8))
      start = end
    }
  }

  @Test(arguments: [UInt64.max, 1 << 40, 1 << 63])
  func whatIsTooLongIsInTheLast(nanoseconds: UInt64) {
    #expect(LatencyBuckets.index(of: nanoseconds) == LatencyBuckets.count - 1)
  }

  @Test func percentilesAreAnEighthTooLongAtMost() throws {
    let histogram = LatencyHistogram()
    for number in 1...1000 as ClosedRange<UInt64> { histogram.count(number * 1000) }
    let snapshot = histogram.snapshot
    #expect(snapshot.count == 1000)
    for (share, microseconds) in [(0.5, 500), (0.99, 990), (0.999, 999), (1, 1000)] {
      let percentile = try #require(snapshot.percentile(share))
      #expect(percentile >= .microseconds(microseconds))
      #expect(percentile <= .microseconds(microseconds) * 9 / 8)
    }
    #expect(LatencyHistogram().snapshot.percentile(0.5) == nil)
  }

  @Test func whatCameSinceIsTheDifference() {
    let histogram = LatencyHistogram()
    histogram.count(1000)
    let before = histogram.snapshot
    histogram.count(5_000_000)
    let since = histogram.snapshot.since(before)
    #expect(since.count == 1)
    #expect(since.count(within: .milliseconds(1)) == 0)
    #expect(since.count(within: .milliseconds(6)) == 1)
  }

  @Test func nothingIsLostWhenManyCount() async {
    let histogram = LatencyHistogram()
    await withTaskGroup { group in
      for task in 0..<8 as Range<UInt64> {
        group.addTask { for number in 0..<10_000 as Range<UInt64> { histogram.count(number << task) } }
      }
    }
    #expect(histogram.snapshot.count == 80_000)
  }
}
