/// Which keys the file service has a place for ("Naming and referencing shares, directories, files, and metadata").
enum AzureFilesKey {
  private static let longestPart = 255
  private static let longestPath = 2048
  private static let mostParts = 250

  /// Whether a file may have this path, and none of ours that are not whole yet has it.
  static func canBeHeld(_ key: String) -> Bool {
    let parts = key.utf8.split(separator: UInt8(ascii: "/"))
    return key.utf16.count <= longestPath && parts.count <= mostParts && !TemporaryName.isPart(of: key)
      && parts.allSatisfy { part in
        Substring(part).utf16.count <= longestPart && !part.contains(where: isForbidden)
      }
  }

  /// Whether the path of a file may begin so.
  static func mayBegin(with prefix: String) -> Bool { !prefix.utf8.contains(where: isForbidden) }

  private static func isForbidden(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7F || "\"\\:|<>*?".utf8.contains(byte)
  }

  static func isShare(_ name: String) -> Bool {
    (3...63).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
      }
  }

  /// What keys in the same directory begin with: empty, or ending in `/`.
  static func directory(of key: String) -> String {
    let end = key.utf8.lastIndex(of: UInt8(ascii: "/")).map { key.utf8.index(after: $0) } ?? key.startIndex
    return String(key[..<end])
  }
}
