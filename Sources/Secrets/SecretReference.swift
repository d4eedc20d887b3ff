/// Where a secret is to be found. Holding or printing a reference reveals nothing.
public enum SecretReference: Hashable, Sendable, CustomStringConvertible {
  /// A variable of the environment.
  case environment(String)
  /// A file that only its reader and root may read or write.
  case file(path: String)
  /// The standard output of a program that is run without a shell and killed after `timeout`.
  case command([String], timeout: Duration = .seconds(60))

  /// Of a command only the program: its arguments may say more than they should.
  public var description: String {
    switch self {
    case .environment(let name): "environment variable \(name)"
    case .file(let path): "file \(path)"
    case .command(let arguments, _): "command \(arguments.first ?? "")"
    }
  }
}
