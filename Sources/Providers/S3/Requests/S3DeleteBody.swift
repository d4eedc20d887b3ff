/// `Delete`, the document that a batched delete sends, in its quiet form.
enum S3DeleteBody {
  static func bytes(_ keys: some Sequence<String>) -> [UInt8] {
    var text = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>"
    for key in keys { text += "<Object><Key>\(XMLText.escaped(key))</Key></Object>" }
    text += "</Delete>"
    return Array(text.utf8)
  }

  /// Whether a key comes out of a document as it went in, whoever reads it.
  ///
  /// XML 1.0 has no control characters and not all of Unicode, and many a reader drops space at the ends.
  static func canCarry(_ key: String) -> Bool {
    let scalars = key.unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return false }
    return !first.properties.isWhitespace && !last.properties.isWhitespace
      && scalars.allSatisfy { scalar in
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: false
        default: true
        }
      }
  }
}
