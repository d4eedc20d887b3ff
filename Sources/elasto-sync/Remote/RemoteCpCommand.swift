import ArgumentParser
import ElastoSync

/// Copies from anywhere to anywhere.
struct RemoteCpCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "cp", abstract: "Copy objects and files, from any store to any other.",
    discussion: """
      Inside of one container the store copies, and no bytes move; from one store to another they pass through this
      machine's memory, a few parts at a time.
      """)

  @OptionGroup var global: RemoteGlobalOptions
  @OptionGroup var transfer: RemoteTransferOptionGroup
  @OptionGroup var description: RemoteDescriptionOptions

  @Argument(help: ArgumentHelp("What is copied, and last where it goes.", valueName: "address"))
  var addresses: [String]

  mutating func validate() throws {
    guard addresses.count > 1 else { throw ValidationError("name what is copied, and then where it goes") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    let all = try addresses.map { try remote.address($0) }
    guard let destination = all.last else { return .usage }
    var options = try transfer.options()
    try description.add(to: &options)
    return try await transfer.transfer(
      Array(all.dropLast()), to: destination, options, ("copied", "copying"), by: remote, session)
  }
}
