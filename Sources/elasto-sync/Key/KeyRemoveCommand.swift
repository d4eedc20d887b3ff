import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Removes a password.
struct KeyRemoveCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a key: its password opens the repository no more. Never the one in use.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var dryRun: DryRunOption

  @Argument(help: ArgumentHelp("The beginning of the key's id.", valueName: "id"))
  var id: String

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let key = try await find(in: repository)
    guard !dryRun.dryRun else {
      session.note("key \(key.id.short) would be removed")
      return .done
    }
    try await session.withLock(on: repository, exclusive: true) { _ in try await repository.removeKey(key.id) }
    session.note("removed key \(key.id.short)")
    session.emit("key_removed") { $0.add("id", key.id.hex) }
    return .done
  }

  private func find(in repository: Repository) async throws -> KeyInfo {
    let matches = try await repository.listKeys().filter { $0.id.hex.hasPrefix(id.lowercased()) }
    guard let key = matches.first, !id.isEmpty else {
      throw RunError(.usage, "there is no such key; `key list` shows all", location: "key \(id)")
    }
    guard matches.count == 1 else {
      let list = matches.map(\.id.short).joined(separator: ", ")
      throw RunError(.usage, "it is the beginning of several keys: \(list)", location: "key \(id)")
    }
    return key
  }
}
