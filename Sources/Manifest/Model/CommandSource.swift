/// The standard output of a command, stored as one file.
public struct CommandSource: Sendable {
  public var name: String
  /// Program and arguments, run without a shell.
  public var command: [String]
  /// The name of the file in the snapshot; nil is the source's name.
  public var filename: String?
  /// The user to run as; nil is whoever runs the program.
  public var user: String?
  /// Longer, and the command is killed and no snapshot is written; nil is no limit.
  public var timeout: TimeSpan?
  /// Less output, and no snapshot is written.
  public var minSize = ByteSize(1)
  public var origins = Origins()

  public init(name: String, command: [String]) {
    self.name = name
    self.command = command
  }

  /// The name of the file in the snapshot.
  public var effectiveFilename: String { filename ?? name }
}
