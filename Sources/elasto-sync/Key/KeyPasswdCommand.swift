import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Changes a password.
struct KeyPasswdCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "passwd", abstract: "Change the password that the repository was opened with.",
    discussion: "The new key is there before the old one goes. A manifest that names the password is yours to change.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var new: NewPasswordOptions
  @OptionGroup var dryRun: DryRunOption

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let old = repository.keyID
    let password = try await new.password(session)
    guard !dryRun.dryRun else {
      session.note("key \(old.short) would be replaced")
      return .done
    }
    let id = try await session.withLock(on: repository, exclusive: true) { _ in
      try await repository.changePassword(to: password)
    }
    session.note("key \(id.short) took the place of \(old.short)")
    session.emit("key_changed") { object in
      object.add("id", id.hex)
      object.add("replaced", old.hex)
    }
    return .done
  }
}
