/// What may be the name of a directory entry.
enum NodeName {
  /// Not empty, not `.` or `..`, and without `/` and NUL: a name that cannot lead out of its folder.
  static func isValid(_ name: [UInt8]) -> Bool {
    switch name.count {
    case 0: return false
    case 1 where name[0] == UInt8(ascii: "."): return false
    case 2 where name[0] == UInt8(ascii: ".") && name[1] == UInt8(ascii: "."): return false
    default: return !name.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
  }
}
