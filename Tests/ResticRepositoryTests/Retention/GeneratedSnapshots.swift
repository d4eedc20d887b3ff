@testable import ResticRepository

/// Policies and sets of snapshots that look like those of real machines, and like those that break an implementation:
/// hours and weeks that end in between, changes of the clocks, moments shared by several snapshots, the future.
struct GeneratedSnapshots {
  private(set) var random: SeededGenerator
  let zone: LocalZone
  let now: GoTime

  init(seed: UInt64, zone: LocalZone, now: GoTime) {
    random = SeededGenerator(seed)
    self.zone = zone
    self.now = now
  }

  mutating func policy() -> RetentionPolicy {
    var policy = RetentionPolicy()
    repeat {
      for _ in 0..<Int.random(in: 1...3, using: &random) { addRule(to: &policy) }
    } while policy.isEmpty
    return policy
  }

  private mutating func addRule(to policy: inout RetentionPolicy) {
    let count = chance(1, of: 10) ? 1000 : Int.random(in: 1...12, using: &random)
    switch Int.random(in: 0..<15, using: &random) {
    case 0: policy.last = count
    case 1: policy.hourly = count
    case 2: policy.daily = count
    case 3, 4: policy.weekly = count
    case 5: policy.monthly = count
    case 6: policy.yearly = count
    case 7, 8: policy.within = span()
    case 9: policy.withinHourly = span()
    case 10: policy.withinDaily = span()
    case 11: policy.withinWeekly = span()
    case 12: policy.withinMonthly = span()
    case 13: policy.withinYearly = span()
    default: policy.tags = chance(1, of: 2) ? [["keep"]] : [["keep", "also"], ["other"]]
    }
  }

  private mutating func span() -> CalendarSpan {
    var span = CalendarSpan()
    if chance(1, of: 4) { span.years = Int.random(in: 1...3, using: &random) }
    if chance(1, of: 3) { span.months = Int.random(in: 1...30, using: &random) }
    if chance(1, of: 2) { span.days = Int.random(in: 1...60, using: &random) }
    if chance(1, of: 2) { span.hours = Int.random(in: 1...80, using: &random) }
    return span.isZero ? CalendarSpan(days: 7) : span
  }

  /// The times of one set, in no order, and tags to go with them.
  mutating func set(for policy: RetentionPolicy) -> [(time: GoTime, tags: [String])] {
    var times = times(count: Int.random(in: 1...26, using: &random))
    addEdges(of: policy, to: &times)
    addTies(to: &times)
    times.shuffle(using: &random)
    return times.map { ($0, tags()) }
  }

  private mutating func times(count: Int) -> [GoTime] {
    let day: Int64 = 86_400
    let start = now.seconds - Int64.random(in: 3600...700 * day, using: &random)
    let step = Int64.random(in: 600...3 * day, using: &random)
    let style = Int.random(in: 0..<7, using: &random)
    let newYear = CivilDate(year: Int64.random(in: 2004...2026, using: &random), month: 1, day: 1).daysSinceEpoch * day
    let offsetStyle = Int.random(in: 0..<4, using: &random)
    return (0..<Int64(count)).map { index in
      let seconds: Int64
      switch style {
      case 0: seconds = start - index * step + Int64.random(in: -900...900, using: &random)
      case 1: seconds = (start / day - index) * day - 1800 + Int64.random(in: -3600...3600, using: &random)
      case 2: seconds = now.seconds - Int64.random(in: 3600...1100 * day, using: &random)
      case 3: seconds = start - Int64.random(in: 0...7200, using: &random)
      case 4: seconds = newYear + Int64.random(in: -12 * day...12 * day, using: &random)
      case 5: seconds = (start / 3600 - Int64.random(in: 0...30, using: &random)) * 3600
      default: seconds = now.seconds + Int64.random(in: -20 * day...20 * day, using: &random)
      }
      // Away from the present: restic looks at its clock a little later than this test.
      let settled = abs(seconds - now.seconds) < 3000 ? seconds - 7200 : seconds
      return GoTime(
        seconds: settled, nanoseconds: nanoseconds(), offset: offset(at: settled, style: offsetStyle))
    }
  }

  private mutating func nanoseconds() -> Int32 {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: 0
    case 1: 999_999_999
    default: Int32.random(in: 0..<1_000_000_000, using: &random)
    }
  }

  private mutating func offset(at seconds: Int64, style: Int) -> Int32 {
    switch style {
    case 0, 1: zone.offset(at: seconds)
    case 2: 0
    default: [-39_600, -12_600, 0, 3600, 7200, 20_700, 36_000, 50_400].randomElement(using: &random) ?? 0
    }
  }

  /// Snapshots at the very beginning of a span, and a nanosecond to either side.
  private mutating func addEdges(of policy: RetentionPolicy, to times: inout [GoTime]) {
    let past = times.filter { $0.precedes(now) }
    guard chance(1, of: 3), let latest = past.max(by: { $0.precedes($1) }) else { return }
    for span in policy.spans.map(\.span) + [policy.within].compactMap({ $0 }) {
      let edge = span.before(latest, in: zone)
      times += [-1, 0, 1].map { edge.adding(nanoseconds: $0) }
    }
  }

  private mutating func addTies(to times: inout [GoTime]) {
    guard chance(1, of: 4), let time = times.randomElement(using: &random) else { return }
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      let offset = chance(1, of: 2) ? time.offset : offset(at: time.seconds, style: 3)
      times.append(GoTime(seconds: time.seconds, nanoseconds: time.nanoseconds, offset: offset))
    }
  }

  private mutating func tags() -> [String] { ["keep", "also", "other"].filter { _ in chance(1, of: 5) } }

  private mutating func chance(_ part: Int, of whole: Int) -> Bool {
    Int.random(in: 0..<whole, using: &random) < part
  }
}

extension GoTime {
  fileprivate func adding(nanoseconds added: Int32) -> GoTime {
    let sum = nanoseconds + added
    let carry: Int64 = sum < 0 ? -1 : sum >= 1_000_000_000 ? 1 : 0
    return GoTime(seconds: seconds + carry, nanoseconds: sum - Int32(carry) * 1_000_000_000, offset: offset)
  }
}
