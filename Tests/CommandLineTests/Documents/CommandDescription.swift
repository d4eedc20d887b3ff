import Foundation

/// A command as `--experimental-dump-help` describes it.
struct CommandDescription: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var names: [Name]?
    var abstract: String?
    var discussion: String?
    var isOptional: Bool
    var isRepeating: Bool
    var valueName: String?
  }

  var commandName: String
  var abstract: String?
  var discussion: String?
  var arguments: [Argument]?
  var subcommands: [CommandDescription]?
}

extension CommandDescription.Argument {
  var isHelp: Bool { names?.contains { $0.name == "help" || $0.name == "version" } ?? false }

  /// `-f`, `--file FILE`; `[SNAPSHOT …]`.
  var shown: String {
    let value = (valueName ?? "").uppercased()
    guard let names, kind != "positional" else {
      let repeated = isRepeating ? "\(value) …" : value
      return isOptional ? "[\(repeated)]" : repeated
    }
    let spelled = names.map { ($0.kind == "short" ? "-" : "--") + $0.name }.joined(separator: ", ")
    return kind == "flag" ? spelled : "\(spelled) \(value)"
  }

  var row: String {
    let text = [abstract, discussion].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    return "| `\(shown)` | \(text.replacingOccurrences(of: "|", with: "\\|")) |"
  }
}
