/// JSON to be written, keys in the order given.
enum JSONValue: Hashable, Sendable {
  case object([Member])
  case array([JSONValue])
  case text(String)
  case number(Int)
  case boolean(Bool)

  struct Member: Hashable, Sendable {
    var key: String
    var value: JSONValue
  }

  /// An object of the members that are there.
  static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
  }

  /// On one line, without spaces: the form that digests are made of.
  var compact: String { written(indentation: nil) }

  /// For people and diffs.
  var pretty: String { written(indentation: "") + "\n" }

  private func written(indentation: String?) -> String {
    let inner = indentation.map { $0 + "  " }
    let separator = inner.map { ",\n" + $0 } ?? ","
    func wrapped(_ open: String, _ items: [String], _ close: String) -> String {
      guard let indentation, let inner, !items.isEmpty else { return open + items.joined(separator: ",") + close }
      return "\(open)\n\(inner)\(items.joined(separator: separator))\n\(indentation)\(close)"
    }
    switch self {
    case .object(let members):
      let colon = indentation == nil ? ":" : ": "
      return wrapped("{", members.map { Self.quoted($0.key) + colon + $0.value.written(indentation: inner) }, "}")
    case .array(let items):
      return wrapped("[", items.map { $0.written(indentation: inner) }, "]")
    case .text(let text): return Self.quoted(text)
    case .number(let number): return "\(number)"
    case .boolean(let flag): return "\(flag)"
    }
  }

  /// A string literal of JSON, which is also a double-quoted scalar of YAML.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
