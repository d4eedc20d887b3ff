/// Why a secret cannot be had. It names the reference, and nothing of what was found there.
public struct SecretError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The variable, file or program is not there.
    case missing
    case empty
    /// Others than its reader and root can read or write the file.
    case permission
    case unreadable
    case tooLong
    /// The command failed, or took too long.
    case command
  }

  public var code: Code
  public var reference: SecretReference
  /// What is wrong, and the way out; without the reference.
  public var reason: String

  public init(_ code: Code, _ reference: SecretReference, _ reason: String) {
    self.code = code
    self.reference = reference
    self.reason = reason
  }

  /// One sentence for the user.
  public var message: String { "the secret from \(reference): \(reason)" }

  public var description: String { message }
}
