import ArgumentParser
import ElastoSync
import ResticRepository

/// Which snapshots a command is about.
struct SelectionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only snapshots of this host; may be repeated.", valueName: "name"))
  var host: [String] = []

  @Option(help: ArgumentHelp("Only snapshots of this job; may be repeated.", valueName: "name"))
  var job: [String] = []

  @Option(help: ArgumentHelp("Only snapshots of this source; may be repeated.", valueName: "name"))
  var source: [String] = []

  @Option(help: ArgumentHelp("Only snapshots with all of these tags, such as a,b; may be repeated.", valueName: "tags"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("Only snapshots of this path; may be repeated.", valueName: "path"))
  var path: [String] = []

  @Option(
    help: ArgumentHelp("Only snapshots not later than that: 2026-11-22, \"2026-11-22 13:05\", 7d.", valueName: "time"))
  var before: String?

  /// Throws for a time that is none.
  func filter() throws -> SnapshotFilter {
    let moment = try before.map { try Moment.parse($0, now: .now(), zone: .current()) }
    return SnapshotFilter(
      hosts: host, jobs: job, sources: source,
      tags: tag.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }, paths: path,
      before: moment)
  }
}
