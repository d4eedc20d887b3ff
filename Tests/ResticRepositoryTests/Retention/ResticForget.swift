import FoundationEssentials

@testable import ResticRepository

/// What `restic forget --dry-run --json` says of a group of snapshots.
struct ResticForget: Decodable {
  struct Item: Decodable {
    var id: String
  }

  struct Reason: Decodable {
    var matches: [String]
  }

  var host: String
  var keep: [Item]?
  var remove: [Item]?
  var reasons: [Reason]?

  /// Of each snapshot that stays, why.
  var kept: [String: [String]] {
    Dictionary(zip((keep ?? []).map(\.id), (reasons ?? []).map(\.matches))) { first, _ in first }
  }

  static func groups(_ output: [UInt8]) throws -> [ResticForget] {
    output.isEmpty ? [] : try JSONDecoder().decode([ResticForget].self, from: Data(output))
  }

  /// The options that give restic the policy.
  static func arguments(_ policy: RetentionPolicy) -> [String] {
    let counts = [
      ("last", policy.last), ("hourly", policy.hourly), ("daily", policy.daily), ("weekly", policy.weekly),
      ("monthly", policy.monthly), ("yearly", policy.yearly),
    ]
    let spans = [
      ("within", policy.within), ("within-hourly", policy.withinHourly), ("within-daily", policy.withinDaily),
      ("within-weekly", policy.withinWeekly), ("within-monthly", policy.withinMonthly),
      ("within-yearly", policy.withinYearly),
    ]
    return counts.filter { $0.1 > 0 }.map { "--keep-\($0.0)=\($0.1)" }
      + spans.compactMap { name, span in span.map { "--keep-\(name)=\($0)" } }
      + policy.tags.map { "--keep-tag=\($0.joined(separator: ","))" }
  }
}
