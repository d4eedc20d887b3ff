import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Brings files back.
struct RestoreCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Restore a snapshot or a part of it, to a folder or in place.",
    discussion: """
      latest --to /restore writes /restore/home/a/x; latest:/home/a --to /restore writes /restore/x. Nothing is written
      outside of the destination. What cannot be restored is named, and the rest goes on: exit status 3.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var selection: SelectionOptions

  @Argument(
    help: ArgumentHelp(
      "latest, latest~2 or the beginning of an id; :/sub/path for a part.", valueName: "snapshot"))
  var snapshot: String

  @Option(help: ArgumentHelp("Restore into this folder.", valueName: "folder"))
  var to: String?

  @Flag(help: "Restore to where the files came from.")
  var inPlace = false

  @Option(
    help: ArgumentHelp(
      "What becomes of files that are there: \(Self.policies). Else never.", valueName: "policy"),
    transform: Self.policy)
  var overwrite = RestoreOptions.Overwrite.never

  @Option(help: ArgumentHelp("Only what this pattern names; may be repeated.", valueName: "pattern"))
  var include: [String] = []

  @Option(help: ArgumentHelp("Not what this pattern names; may be repeated.", valueName: "pattern"))
  var exclude: [String] = []

  @Flag(help: "Remove what is in the destination and not in the snapshot.")
  var delete = false

  @Flag(help: "Read every written file back.")
  var verify = false

  @Flag(help: "Write zeros where there were holes.")
  var noSparse = false

  @Flag(help: "Take no lock: for a repository that cannot be written to.")
  var noLock = false

  @OptionGroup var dryRun: DryRunOption

  private static var policies: String {
    RestoreOptions.Overwrite.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func policy(_ text: String) throws -> RestoreOptions.Overwrite {
    guard let policy = RestoreOptions.Overwrite(rawValue: text) else {
      throw ValidationError("there is no policy \"\(text)\": choose one of \(policies)")
    }
    return policy
  }

  mutating func validate() throws {
    guard (to != nil) != inPlace else {
      throw ValidationError("say where to: --to FOLDER, or --in-place")
    }
    if to?.isEmpty == true { throw ValidationError("--to needs a folder's name") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let options = try restoreOptions()
    let repository = try await session.openRepository(target)
    let chosen = try await ChosenSnapshot(snapshot, in: repository, selection)
    let observer = RestoreReporter(session, isDryRun: dryRun.dryRun)
    let ticker = ProgressTicker.start("restoring", on: session.console) { observer.sample }
    defer { ticker.stop() }
    let restorer = try await Restorer(repository, options: options, progress: observer)
    let destination = to.map { Restorer.Destination.directory(FileSystemPath($0)) } ?? .inPlace
    let report: RestoreReport
    if noLock {
      report = try await restorer.restore(tree: chosen.snapshot.tree, path: chosen.path, to: destination)
    } else {
      report = try await session.withLock(on: repository, exclusive: false) { _ in
        try await restorer.restore(tree: chosen.snapshot.tree, path: chosen.path, to: destination)
      }
    }
    ticker.stop()
    show(report, of: chosen, session)
    return report.failureCount == 0 ? .done : .incomplete
  }

  private func restoreOptions() throws -> RestoreOptions {
    var options = RestoreOptions()
    options.overwrite = overwrite
    options.include = try GlobList(include)
    options.exclude = try GlobList(exclude)
    options.deletesOthers = delete
    options.isDryRun = dryRun.dryRun
    options.verifies = verify
    options.makesHoles = !noSparse
    options.threads = global.threads ?? 0
    return options
  }

  private func show(_ report: RestoreReport, of chosen: ChosenSnapshot, _ session: Session) {
    session.note(
      "\(dryRun.dryRun ? "would restore" : "restored") \(QuantityText.count(report.files, "file")) "
        + "(\(QuantityText.bytes(report.bytes))) of snapshot \(chosen.id.short)"
        + (report.unchanged > 0 ? ", \(QuantityText.count(report.unchanged)) were there already" : "")
        + (report.kept > 0 ? ", \(QuantityText.count(report.kept)) that differ were left (--overwrite)" : "")
        + (report.deleted > 0 ? ", \(QuantityText.count(report.deleted)) deleted" : "")
        + (report.verified > 0 ? ", \(QuantityText.count(report.verified)) verified" : ""))
    if report.ownersNotSet > 0 {
      session.warn(
        "\(QuantityText.count(report.ownersNotSet)) files have another owner than in the snapshot: "
          + "only root can give files away")
    }
    session.emit("restore_summary") { object in
      object.add("snapshot", chosen.id.hex)
      object.add("dry_run", dryRun.dryRun)
      object.add("files", report.files)
      object.add("bytes", report.bytes)
      object.add("directories", report.directories)
      object.add("others", report.others)
      object.add("unchanged", report.unchanged)
      object.add("kept", report.kept)
      object.add("deleted", report.deleted)
      object.add("verified", report.verified)
      object.add("owners_not_set", report.ownersNotSet)
      object.add("failures", report.failureCount)
    }
  }
}
