import ArgumentParser
import ElastoSync

/// Shows a saved plan.
struct ShowCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a saved plan, also one that is stale. Reads no repository.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("What plan --out wrote.", valueName: "file"))
  var file: String

  func run(in session: Session) async throws -> ExitStatus {
    let report = try PlanReport.load(planAt: file)
    PlanPresenter(session).show(report)
    return .done
  }
}
