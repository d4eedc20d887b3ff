import ArgumentParser
import ElastoSync

/// Stores files of this machine.
struct RemotePutCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "put", abstract: "Store files of this machine as objects.",
    discussion: """
      put photo.jpg weed:media/2026/ stores media/2026/photo.jpg; put -r ./photos weed:media/photos/ stores what is in
      ./photos below photos/. What is there with the same size and time is left. A large file that was interrupted goes on.
      """)

  @OptionGroup var global: RemoteGlobalOptions
  @OptionGroup var transfer: RemoteTransferOptionGroup
  @OptionGroup var description: RemoteDescriptionOptions

  @Argument(help: ArgumentHelp("Files, or folders with -r, and last where they go.", valueName: "path"))
  var addresses: [String]

  mutating func validate() throws {
    guard addresses.count > 1 else { throw ValidationError("name the files, and then where they go") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    let all = try addresses.map { try remote.address($0) }
    guard let destination = all.last else { return .usage }
    if let other = all.dropLast().first(where: { !$0.isLocal }) {
      throw RunError(
        .usage, "put stores files of this machine; for objects there are get and cp", location: other.displayed)
    }
    guard !destination.isLocal else {
      throw RunError(
        .usage, "the last address is a path of this machine: name PROVIDER:CONTAINER/KEY, or use cp",
        location: destination.displayed)
    }
    var options = try transfer.options()
    try description.add(to: &options)
    return try await transfer.transfer(
      Array(all.dropLast()), to: destination, options, ("put", "putting"), by: remote, session)
  }
}
