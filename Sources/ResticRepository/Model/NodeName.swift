/// What may be the name of a directory entry.
package enum NodeName {
  /// Not empty, not `.` or `..`, and without `/` and NUL: a name that cannot lead out of its folder.
  static func isValid(_ name: [UInt8]) -> Bool {
    switch name.count {
    case 0: return false
    case 1 where name[0] == UInt8(ascii: "."): return false
    case 2 where name[0] == UInt8(ascii: ".") && name[1] == UInt8(ascii: "."): return false
    default: return !name.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
  }

  /// The name for a message, in quotes: what is not printable, or not UTF-8, shows as an escape, as Go's `strconv.Quote`
  /// writes it. Safe on a terminal.
  package static func quoted(_ name: [UInt8]) -> String {
    var output = JSONOutput(capacity: name.count * 6 + 2)
    output.appendName(name)
    return output.withBytes { bytes in
      var scanner = JSONScanner(bytes)
      return (try? scanner.text()).map { "\"\($0)\"" } ?? ""
    }
  }
}
