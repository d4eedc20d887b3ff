import ArgumentParser
import ElastoSync

/// Shows a saved plan.
struct ShowCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a saved plan, also one that is stale. Reads no repository.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("What plan --out wrote.", valueName: "file"))
  var file: String

  @Flag(help: "Name every entry that changes; what is gone from the source is only counted.")
  var files = false

  func run(in session: Session) async throws -> ExitStatus {
    let presenter = PlanPresenter(session)
    let report = try PlanReport.load(planAt: file, visiting: files ? { presenter.show($0) } : nil)
    presenter.show(report)
    return .done
  }
}
