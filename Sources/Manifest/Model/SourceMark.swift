/// A place in a manifest file; lines and columns count from 1, columns in characters.
public struct SourceMark: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The mark of a value that no file holds: one that a program made.
  public static let nowhere = SourceMark(file: "", line: 0, column: 0)

  public var description: String {
    if file.isEmpty { return "made by a program" }
    return line == 0 ? file : "\(file):\(line):\(column)"
  }
}
