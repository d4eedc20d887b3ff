import ArgumentParser
import ElastoSync

/// How files are put, fetched and copied.
struct RemoteTransferOptionGroup: ParsableArguments {
  @OptionGroup var recursive: RecursiveOption
  @OptionGroup var filter: RemoteFilterOptions

  @Option(
    help: ArgumentHelp(
      "When a file at the destination counts as the same: \(Self.comparisons). Else time, which is size and time.",
      valueName: "what"),
    transform: Self.comparison)
  var compare = RemoteTransferOptions.Comparison.time

  @Flag(help: "The same as --compare checksum.")
  var checksum = false

  @Option(help: ArgumentHelp("Files at once.", valueName: "count"))
  var parallel = RemoteTransferOptions().parallel

  @Flag(help: "Write zeros where there could be holes.")
  var noSparse = false

  @OptionGroup var dryRun: DryRunOption

  private static var comparisons: String {
    RemoteTransferOptions.Comparison.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func comparison(_ text: String) throws -> RemoteTransferOptions.Comparison {
    guard let comparison = RemoteTransferOptions.Comparison(rawValue: text) else {
      throw ValidationError("there is no comparison \"\(text)\": choose one of \(comparisons)")
    }
    return comparison
  }

  mutating func validate() throws {
    guard (1...1024).contains(parallel) else { throw ValidationError("--parallel must be 1 to 1024") }
    if checksum, compare != .time, compare != .checksum {
      throw ValidationError("--checksum and --compare \(compare.rawValue) contradict each other: choose one")
    }
  }

  func options() throws -> RemoteTransferOptions {
    var options = RemoteTransferOptions()
    options.isRecursive = recursive.recursive
    options.isDryRun = dryRun.dryRun
    options.comparison = checksum ? .checksum : compare
    options.filter = try filter.filter()
    options.parallel = parallel
    options.isSparse = !noSparse
    return options
  }

  /// Carries it out, and says how it went.
  func transfer(
    _ sources: [RemoteAddress], to destination: RemoteAddress, _ options: RemoteTransferOptions,
    _ verb: (done: String, planned: String), by remote: RemoteSession, _ session: Session
  ) async throws -> ExitStatus {
    let reporter = RemoteReporter(session, isDryRun: options.isDryRun)
    let ticker = ProgressTicker.start(verb.planned, on: session.console) { reporter.sample }
    defer { ticker.stop() }
    let report: RemoteReport
    do {
      report = try await remote.transfer(sources, to: destination, options, observer: reporter)
    } catch {
      guard Task.isCancelled else { throw error }
      throw RunError(.interrupted, "interrupted; \(reporter.left) The same command goes on from there")
    }
    ticker.stop()
    return session.report(report, verb, isDryRun: options.isDryRun)
  }
}
