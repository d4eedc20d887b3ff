/// Takes what is needed from the documents of requests, whose elements the services fix: no attributes that matter, no CDATA.
enum XMLText {
  /// What stands between the tags of each `element`, as it is written.
  static func contents(of element: String, in text: String) -> [String] {
    var (found, rest): ([String], Substring) = ([], text[...])
    while let start = rest.range(of: "<\(element)>")?.upperBound,
      let end = rest[start...].range(of: "</\(element)>")
    {
      found.append(String(rest[start..<end.lowerBound]))
      rest = rest[end.upperBound...]
    }
    return found
  }

  /// The text of the first `element`, its references resolved.
  static func value(of element: String, in text: String) -> String? {
    contents(of: element, in: text).first.flatMap { unescaped($0[...]) }
  }

  /// Resolves references to characters and the five entities of XML (section 4.6). `nil` for any other.
  static func unescaped(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
    var (plain, rest) = (String.UnicodeScalarView(), text.unicodeScalars)
    while let scalar = rest.popFirst() {
      guard scalar == "&" else {
        plain.append(scalar)
        continue
      }
      guard let end = rest.firstIndex(of: ";"), let meant = Self.scalar(of: Substring(rest[..<end])) else { return nil }
      plain.append(meant)
      rest = rest[rest.index(after: end)...]
    }
    return String(plain)
  }

  private static func scalar(of reference: Substring) -> Unicode.Scalar? {
    switch reference {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      let number =
        reference.hasPrefix("#x")
        ? UInt32(reference.dropFirst(2), radix: 16)
        : reference.hasPrefix("#") ? UInt32(reference.dropFirst()) : nil
      return number.flatMap(Unicode.Scalar.init)
    }
  }
}
