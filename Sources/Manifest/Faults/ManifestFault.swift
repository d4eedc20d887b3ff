/// One thing that is wrong with a manifest.
public struct ManifestFault: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// Not YAML, or YAML that is not used here: tags, merge keys, several documents.
    case syntax
    case duplicate
    case unknownKey = "unknown-key"
    /// A value that is not of the key's type, or not one that the key allows.
    case value
    case missing
    /// A name or variable that nothing declares.
    case dangling
    /// Two places that lie in one another.
    case overlap
    /// Things that are each right but not together.
    case conflict
    case notYetBuilt = "not-yet-built"
    /// Somebody else could have written the file.
    case permission
    /// A file that is not there or cannot be read.
    case unreadable
    /// Too large, too deep or too many.
    case limit
  }

  public var code: Code
  /// One sentence: what is wrong with what.
  public var message: String
  /// Line 0 stands for the file as a whole.
  public var mark: SourceMark
  /// How many columns the faulty text is wide.
  public var width: Int
  /// What was probably meant, or the way out.
  public var suggestion: String?
  /// The faulty line; literal secrets in it are blotted out. Empty when there is none to show.
  public var excerpt: String

  public init(
    _ code: Code, _ message: String, at mark: SourceMark, width: Int = 1, suggestion: String? = nil,
    excerpt: String = ""
  ) {
    self.code = code
    self.message = message
    self.mark = mark
    self.width = width
    self.suggestion = suggestion
    self.excerpt = excerpt
  }

  /// `FILE:LINE:COLUMN: message`, the line with a caret under the text, and the suggestion.
  public var description: String {
    var text = "\(mark): \(message)"
    if !excerpt.isEmpty {
      let number = "\(mark.line)"
      let gutter = String(repeating: " ", count: number.count)
      text += "\n  \(number) | \(excerpt)\n  \(gutter) | \(caret)"
    }
    if let suggestion { text += "\n  \(suggestion)" }
    return text
  }

  /// Spaces up to the column, tabs kept, then a caret and tildes as far as the text and the line go.
  private var caret: String {
    let line = Array(excerpt.unicodeScalars)
    let start = min(max(mark.column - 1, 0), line.count)
    let lead = line[..<start].map { $0 == "\t" ? "\t" : " " }.joined()
    let length = min(max(width, 1), max(line.count - start, 1))
    return lead + "^" + String(repeating: "~", count: length - 1)
  }
}
