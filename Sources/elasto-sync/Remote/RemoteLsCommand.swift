import ArgumentParser
import ElastoSync
import ResticRepository

/// Lists objects, containers and providers.
struct RemoteLsCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List providers, containers, or the objects and folders of a container.")

  @OptionGroup var global: RemoteGlobalOptions

  @Flag(name: [.customShort("l"), .customLong("long")], help: "With size and time.")
  var long = false

  @Flag(help: "Sizes as 1.5 MiB instead of every byte.")
  var human = false

  @OptionGroup var recursive: RecursiveOption

  @Argument(help: ArgumentHelp("What to list; nothing is the providers of the manifest.", valueName: "address"))
  var addresses: [String] = []

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    let text = RemoteText(isLong: long, isHuman: human)
    if addresses.isEmpty {
      for name in try remote.providerNames() {
        text.show(RemoteEntry(.provider, RemoteAddress(.provider(name)), name: "\(name):"), session)
      }
    }
    for address in try addresses.map({ try remote.address($0) }) {
      try await remote.list(address, RemoteListOptions(isRecursive: recursive.recursive)) { entries in
        for entry in entries { text.show(entry, session) }
      }
    }
    return .done
  }
}
