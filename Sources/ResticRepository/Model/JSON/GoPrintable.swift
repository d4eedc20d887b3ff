/// What `strconv.IsPrint` of Go 1.19 lets through: letters, marks, numbers, punctuation and symbols of Unicode 13, and
/// the ASCII space.
///
/// The version matters: a character that came later is escaped, or a tree with such a name would have another id than
/// the one that restic 0.14 gives it.
enum GoPrintable {
  static func contains(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20...0x7e: return true
    case 0..<0xa1, 0xad: return false
    case 0xa1...0xff: return true
    default: break
    }
    guard let properties = Unicode.Scalar(scalar)?.properties, let age = properties.age, age.major <= 13 else {
      return false
    }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return false
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
    default: return true
    }
  }
}
