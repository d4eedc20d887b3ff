import Providers
import ProvidersTesting
import Synchronization
import Testing

@Suite struct BandwidthLimitTests {
  private let clock = VirtualClock()

  private func limit(_ timetable: BandwidthTimetable, secondOfDay: @escaping @Sendable () -> Int = { 0 })
    -> BandwidthLimit
  {
    BandwidthLimit(timetable, now: { [clock] in clock.now }, secondOfDay: secondOfDay)
  }

  /// Moves as much as the limit allows for `seconds`, in pieces of `piece`, and asks again when it is told to.
  private func move(for seconds: Int64, piece: Int, _ limit: BandwidthLimit, _ direction: TransferDirection) -> Int {
    let end = clock.now + seconds * 1_000_000_000
    var moved = 0
    while clock.now < end {
      let grant = limit.grant(piece, direction)
      moved += grant.bytes
      if grant.bytes == 0 { clock.advance(by: .nanoseconds(grant.wait)) }
    }
    return moved
  }

  @Test(
    arguments: [
      (1000, 1), (1000, 65_536), (50_000, 1448), (7_000_000, 65_536), (7_000_000, 1 << 20), (1_000_000_000, 1 << 20),
    ] as [(Int64, Int)])
  func theLongRunRateIsExact(_ rate: Int64, _ piece: Int) {
    let limit = limit(BandwidthTimetable(BandwidthTimetable.Rates(upload: rate)))
    let moved = move(for: 10, piece: piece, limit, .upload)
    #expect(abs(Double(moved) / Double(rate * 10) - 1) < 0.011)
  }

  @Test func manyTransfersShareIt() {
    let limit = limit(BandwidthTimetable(BandwidthTimetable.Rates(upload: 100_000)))
    var moved = [Int](repeating: 0, count: 8)
    while clock.now < 20_000_000_000 {
      for transfer in moved.indices { moved[transfer] += limit.grant(4096, .upload).bytes }
      clock.advance(by: .milliseconds(5))
    }
    #expect(abs(moved.reduce(0, +) - 2_000_000) < 20_000)
  }

  @Test func aPauseIsNotFollowedByABurst() {
    let limit = limit(BandwidthTimetable(BandwidthTimetable.Rates(upload: 1_000_000)))
    _ = limit.grant(1, .upload)
    clock.advance(by: .seconds(3600))
    var burst = 0
    while true {
      let grant = limit.grant(1 << 20, .upload)
      if grant.bytes == 0 { break }
      burst += grant.bytes
    }
    #expect((50_000...100_000).contains(burst))
  }

  @Test func whatDidNotMoveIsGivenBack() {
    let limit = limit(BandwidthTimetable(BandwidthTimetable.Rates(download: 100_000)))
    _ = limit.grant(1, .download)
    clock.advance(by: .milliseconds(100))
    let first = limit.grant(1 << 20, .download).bytes
    limit.giveBack(first, .download)
    #expect(limit.grant(1 << 20, .download).bytes == first)
  }

  @Test func directionsDoNotShare() {
    let limit = limit(BandwidthTimetable(BandwidthTimetable.Rates(upload: 1000)))
    #expect(limit.grant(1 << 30, .download).bytes == 1 << 30)
    #expect(limit.grant(1 << 30, .upload).bytes == 0)
  }

  @Test func theRateChangesWithTheTimeOfDay() {
    let day = BandwidthTimetable([
      .init(start: 8 * 3600, rates: .init(upload: 10_000)), .init(start: 18 * 3600, rates: .init(upload: 1_000_000)),
    ])
    let start: Int64 = 17 * 3600 + 3590
    let limit = limit(day) { [clock] in Int(start + clock.now / 1_000_000_000) % 86_400 }
    let before = move(for: 10, piece: 1000, limit, .upload)
    let after = move(for: 10, piece: 1000, limit, .upload)
    #expect(abs(before - 100_000) < 2000)
    #expect(abs(after - 10_000_000) < 1_100_000)
  }

  @Test(arguments: [(0, 3), (3599, 3), (3600, 1), (7199, 1), (7200, 2), (86_399, 3)] as [(Int, Int64)])
  func anEntryHoldsUntilTheNext(_ second: Int, _ rate: Int64) {
    let day = BandwidthTimetable([
      .init(start: 10_000, rates: .init(upload: 3)), .init(start: 3600, rates: .init(upload: 1)),
      .init(start: 7200, rates: .init(upload: 2)),
    ])
    #expect(day.rates(at: second).upload == rate)
  }

  @Test func withoutEntriesThereIsNoLimit() {
    #expect(limit(BandwidthTimetable([])).grant(5, .upload) == TransferGrant(bytes: 5))
  }
}
