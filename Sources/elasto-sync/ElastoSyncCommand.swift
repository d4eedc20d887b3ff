import ArgumentParser
import ElastoSync

/// The command line: arguments in, text or JSON out.
struct ElastoSyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "elasto-sync",
    abstract: "Keeps data where a manifest says it must be: backups, mirrors, replicas, volumes.",
    discussion: """
      Exit status:
      \(ExitStatus.table)
      """,
    version: ProgramVersion.text,
    subcommands: [
      ValidateCommand.self, PlanCommand.self, ShowCommand.self, ApplyCommand.self, StatusCommand.self,
      ScheduleCommand.self, InitCommand.self, SnapshotsCommand.self, LsCommand.self, FindCommand.self, DiffCommand.self,
      CatCommand.self, RestoreCommand.self, ForgetCommand.self, PruneCommand.self, CheckCommand.self,
      RepairCommand.self, KeyCommand.self, UnlockCommand.self, VolumeCommand.self, RemoteCommand.self,
      ShellCommand.self,
    ])

  @OptionGroup var global: GlobalOptions
}
