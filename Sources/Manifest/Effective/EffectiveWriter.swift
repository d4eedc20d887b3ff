/// Writes effective values as YAML in block style, scalars quoted, origins as comments in one column.
enum EffectiveWriter {
  private static let column = 48

  static func text(of members: [EffectiveMember]) -> String {
    var lines: [String] = []
    write(members, of: nil, indentation: "", into: &lines)
    return lines.map { $0 + "\n" }.joined()
  }

  private static func write(
    _ members: [EffectiveMember], of parent: Origin?, indentation: String, into lines: inout [String]
  ) {
    for member in members {
      let origin = origin(of: member, in: parent)
      let key = indentation + plain(member.key) + ":"
      switch member.value {
      case .record(let inner):
        // A record that nobody wrote is all defaults: its lines would say nothing.
        if origin == .builtIn { continue }
        lines.append(inner.isEmpty ? key + " {}" : key)
        write(inner, of: origin, indentation: indentation + "  ", into: &lines)
      case .list, .text:
        var line = "\(key) \(flow(member.value))"
        if let origin {
          line += String(repeating: " ", count: max(column - line.count, 2)) + "# \(comment(origin.description))"
        }
        lines.append(line)
      }
    }
  }

  /// A value without an origin of its own has its record's; what stands in a default is a default.
  private static func origin(of member: EffectiveMember, in parent: Origin?) -> Origin? {
    if case .defaults? = parent, case .entry(let mark)? = member.origin { return .defaults(mark) }
    return member.origin ?? parent
  }

  private static func flow(_ value: EffectiveValue) -> String {
    switch value {
    case .text(let text): plain(text)
    case .list(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
    case .record(let members): "{" + members.map { "\(plain($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  /// Without quotes where nothing could mistake it for anything else.
  private static func plain(_ text: String) -> String {
    let isSafe = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"):
        true
      case UInt8(ascii: "-"), UInt8(ascii: "%"): true
      default: false
      }
    }
    let startsWell = text.first.map { $0 != "-" && $0 != "%" && $0 != "." } ?? false
    return isSafe && startsWell ? text : JSONValue.quoted(text)
  }

  /// File names may hold anything.
  private static func comment(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
