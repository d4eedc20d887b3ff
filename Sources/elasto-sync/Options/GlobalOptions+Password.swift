import ElastoSync
import Glibc
import Secrets

extension GlobalOptions {
  private static let passwordVariable = "ELASTO_PASSWORD"

  /// Where the password of `-r` is.
  func passwordReference() throws -> SecretReference {
    if let passwordFile { return .file(path: passwordFile) }
    if let passwordCommand { return .command(try CommandWords.split(passwordCommand)) }
    if getenv(Self.passwordVariable) != nil { return .environment(Self.passwordVariable) }
    throw RunError(
      .usage, "-r needs a password: give --password-file, --password-command or $\(Self.passwordVariable)")
  }
}
