import ArgumentParser
import ElastoSync
import ResticRepository

/// Deletes what no snapshot needs.
struct PruneCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Delete what no snapshot needs.",
    discussion: "Works alone on the repository. Killed at any moment, the repository is whole.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var options: PruneOptionGroup
  @OptionGroup var dryRun: DryRunOption

  func run(in session: Session) async throws -> ExitStatus {
    try await options.prune(try await session.upkeep(target), isDryRun: dryRun.dryRun, session)
    return .done
  }
}
