import ArgumentParser

/// The command line: arguments in, text or JSON out.
@main
struct ElastoSyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "elasto-sync",
    abstract: "Keeps data where a manifest says it must be: backups, mirrors, replicas, volumes.")
}
