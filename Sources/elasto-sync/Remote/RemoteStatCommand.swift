import ArgumentParser
import ElastoSync

/// Says everything about single objects.
struct RemoteStatCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat", abstract: "Show size, time, ETag, tier and metadata of objects.")

  @OptionGroup var global: RemoteGlobalOptions

  @Argument(help: ArgumentHelp("Objects, folders or containers.", valueName: "address"))
  var addresses: [String]

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    let text = RemoteText(isLong: true, isHuman: false)
    for (index, address) in try addresses.map({ try remote.address($0) }).enumerated() {
      let entry = try await remote.stat(address)
      if index > 0, !session.isJSON { session.print("") }
      if session.isJSON {
        text.show(entry, session)
      } else {
        for line in text.details(entry) { session.print(line) }
      }
    }
    return .done
  }
}
