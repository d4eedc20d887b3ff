import ArgumentParser
import ElastoSync
import ResticRepository

/// What to keep, typed instead of declared.
struct KeepOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Keep the newest so many.", valueName: "count"))
  var keepLast = 0

  @Option(help: ArgumentHelp("Keep the newest of each of so many hours.", valueName: "count"))
  var keepHourly = 0

  @Option(help: ArgumentHelp("Keep the newest of each of so many days.", valueName: "count"))
  var keepDaily = 0

  @Option(help: ArgumentHelp("Keep the newest of each of so many weeks.", valueName: "count"))
  var keepWeekly = 0

  @Option(help: ArgumentHelp("Keep the newest of each of so many months.", valueName: "count"))
  var keepMonthly = 0

  @Option(help: ArgumentHelp("Keep the newest of each of so many years.", valueName: "count"))
  var keepYearly = 0

  @Option(help: ArgumentHelp("Keep everything that is less than this older than the newest.", valueName: "time"))
  var keepWithin: String?

  @Option(help: ArgumentHelp("Keep what has all of these tags, such as a,b; may be repeated.", valueName: "tags"))
  var keepTag: [String] = []

  /// `nil` where nothing was said. Throws for what makes no sense.
  func policy() throws -> RetentionPolicy? {
    let policy = RetentionPolicy(
      last: keepLast, hourly: keepHourly, daily: keepDaily, weekly: keepWeekly, monthly: keepMonthly,
      yearly: keepYearly, within: try keepWithin.map { try CalendarSpan(typed: $0) },
      tags: keepTag.map { $0.split(separator: ",").map(String.init) })
    return policy == RetentionPolicy() ? nil : policy
  }
}
