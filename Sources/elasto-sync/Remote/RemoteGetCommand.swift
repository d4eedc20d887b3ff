import ArgumentParser
import ElastoSync

/// Fetches objects to this machine.
struct RemoteGetCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Fetch objects into files of this machine.",
    discussion: """
      get weed:media/a.jpg writes ./a.jpg; get -r weed:media/photos/ ./photos writes what is below photos/ into ./photos.
      - as the last address is standard output, for one object. What is there with the same size and time is left. A large
      object that was interrupted goes on, if it is still the same.
      """)

  @OptionGroup var global: RemoteGlobalOptions
  @OptionGroup var transfer: RemoteTransferOptionGroup

  @Argument(help: ArgumentHelp("Objects, or folders with -r, and last where they go.", valueName: "address"))
  var addresses: [String]

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    if addresses.count == 2, addresses[1] == "-" {
      if session.isJSON { throw RunError(.usage, "the object's own bytes go to standard output, which has no --json") }
      let object = try remote.address(addresses[0])
      try await remote.read(object) { session.console.write(Array($0)) }
      return .done
    }
    var all = try addresses.map { try remote.address($0) }
    if all.count == 1 { all.append(try remote.address("./")) }
    guard let destination = all.last else { return .usage }
    if let other = all.dropLast().first(where: \.isLocal) {
      throw RunError(
        .usage, "get fetches objects; for files of this machine there are put and cp", location: other.displayed)
    }
    guard destination.isLocal else {
      throw RunError(
        .usage, "the last address is no path of this machine; from one store to another there is cp",
        location: destination.displayed)
    }
    return try await transfer.transfer(
      Array(all.dropLast()), to: destination, try transfer.options(), ("fetched", "fetching"), by: remote, session)
  }
}
