import ArgumentParser
import ElastoSync
import Providers
import Secrets

/// Where a new password is. Asked for on the terminal where nothing is said.
struct NewPasswordOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The file with the new password.", valueName: "file"))
  var newPasswordFile: String?

  @Option(help: ArgumentHelp("A program that prints the new password, and its arguments.", valueName: "command"))
  var newPasswordCommand: String?

  mutating func validate() throws {
    if newPasswordFile != nil, newPasswordCommand != nil {
      throw ValidationError("--new-password-file and --new-password-command are two ways to give one: choose one")
    }
  }

  func password(_ session: Session) async throws -> SecretBytes {
    let reference: SecretReference
    if let newPasswordFile {
      reference = .file(path: newPasswordFile)
    } else if let newPasswordCommand {
      reference = .command(try CommandWords.split(newPasswordCommand))
    } else {
      return try await PasswordPrompt.new("new password", on: session.console)
    }
    return try await BlockingThreads.files.run { try reference.resolve() }
  }
}
