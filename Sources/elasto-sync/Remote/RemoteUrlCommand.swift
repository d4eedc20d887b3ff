import ArgumentParser
import ElastoSync
import Providers
import ResticRepository

/// Gives out URLs.
struct RemoteUrlCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "url", abstract: "Print a URL with which anybody can read an object for a while.",
    discussion: "The URL is a secret for as long as it is valid: who has it needs nothing else.")

  @OptionGroup var global: RemoteGlobalOptions

  @Option(help: ArgumentHelp("How long it is valid: 10m, 12h, 7d at most.", valueName: "time"))
  var expires = "1h"

  @Flag(help: "A URL that stores an object instead.")
  var put = false

  @Argument(help: ArgumentHelp("The object.", valueName: "address"))
  var address: String

  func run(in session: Session) async throws -> ExitStatus {
    let remote = try session.remote()
    let object = try remote.address(address)
    let seconds = Int(try ManifestValues.duration(expires).components.seconds)
    guard (1...7 * 86_400).contains(seconds) else {
      throw RunError(.usage, "a URL is valid for one second to seven days", location: expires)
    }
    let url = try await remote.url(for: put ? .put : .get, of: object, seconds: seconds)
    if !session.isJSON { session.print(url) }
    session.emit("remote_url") { item in
      item.add("address", object.description)
      item.add("method", put ? "PUT" : "GET")
      item.add("url", url)
      item.add("expires_seconds", seconds)
    }
    return .done
  }
}
