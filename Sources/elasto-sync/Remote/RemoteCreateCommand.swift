import ArgumentParser
import ElastoSync

/// Makes containers.
struct RemoteCreateCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a container: a bucket, or a folder of this machine.")

  @OptionGroup var global: RemoteGlobalOptions
  @OptionGroup var dryRun: DryRunOption

  @Argument(help: ArgumentHelp("Such as weed:backups.", valueName: "address"))
  var addresses: [String]

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    for address in try addresses.map({ try remote.address($0) }) {
      let isNew = try await remote.createContainer(address, dryRun: dryRun.dryRun)
      let verb = dryRun.dryRun ? "would create" : "created"
      session.note(isNew ? "\(verb) \(address.displayed)" : "\(address.displayed) was there already")
      session.emit("remote_container") { object in
        object.add("address", address.description)
        object.add("new", isNew)
        object.add("dry_run", dryRun.dryRun)
      }
    }
    return .done
  }
}
