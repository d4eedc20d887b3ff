import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Adds a password.
struct KeyAddCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a password that opens the repository.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var new: NewPasswordOptions
  @OptionGroup var dryRun: DryRunOption

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let password = try await new.password(session)
    guard !dryRun.dryRun else {
      session.note("a key would be added to repository \(repository.id.short)")
      return .done
    }
    let id = try await session.withLock(on: repository, exclusive: false) { _ in
      try await repository.addKey(password: password)
    }
    session.note("added key \(id.short)")
    session.emit("key_added") { $0.add("id", id.hex) }
    return .done
  }
}
