import ArgumentParser
import ElastoSync

/// Removes objects.
struct RemoteRmCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Remove objects.",
    discussion: "Many go with one request. What cannot be removed is named, and the rest goes on: exit status 3.")

  @OptionGroup var global: RemoteGlobalOptions
  @OptionGroup var recursive: RecursiveOption
  @OptionGroup var filter: RemoteFilterOptions

  @Flag(help: "Allow to remove everything in a container.")
  var force = false

  @OptionGroup var dryRun: DryRunOption

  @Argument(help: ArgumentHelp("Objects, patterns, or folders with -r.", valueName: "address"))
  var addresses: [String]

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    var options = RemoteRemoveOptions()
    options.isRecursive = recursive.recursive
    options.isDryRun = dryRun.dryRun
    options.allowsWholeContainer = force
    options.filter = try filter.filter()
    let reporter = RemoteReporter(session, isDryRun: dryRun.dryRun)
    let ticker = ProgressTicker.start("removing", on: session.console) { reporter.sample }
    defer { ticker.stop() }
    let report = try await remote.remove(
      try addresses.map { try remote.address($0) }, options, observer: reporter)
    ticker.stop()
    return session.report(report, ("removed", "would remove"), isDryRun: dryRun.dryRun)
  }
}
