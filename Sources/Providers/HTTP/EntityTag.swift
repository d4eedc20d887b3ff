/// Entity tags without the quotes that HTTP and some listings put around them.
enum EntityTag {
  static func bare(_ text: String) -> String {
    text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
  }

  static func quoted(_ etag: String) -> String { etag.hasPrefix("\"") || etag.hasPrefix("W/") ? etag : "\"\(etag)\"" }

  /// The MD5 that the tag is, in hexadecimal; `nil` for tags of another kind, as objects put in parts have.
  static func md5(_ etag: String) -> String? {
    etag.utf8.count == 32 && etag.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      ? etag : nil
  }
}
