/// What containers and shares may be called.
enum ResourceName {
  /// 3 to 63 lower-case letters, digits and single hyphens.
  static func isAllowed(_ name: String) -> Bool {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
    return (3...63).contains(name.utf8.count) && isPlain && !name.hasPrefix("-") && !name.hasSuffix("-")
      && name.range(of: "--") == nil
  }
}

extension StorageFault {
  static var invalidResourceName: Self {
    StorageFault(400, "InvalidResourceName", "The name has characters that are not allowed.")
  }
}
