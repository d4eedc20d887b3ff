import HTTPTypes

/// User metadata in header fields: `x-amz-meta-…`, `x-ms-meta-…`.
///
/// A value may hold anything. Printable ASCII other than `%` goes as it is; every other byte, a space at either end
/// and the percent sign itself are percent-encoded. The stores make names lower case.
struct UserMetadata: Sendable {
  /// Names must be what a field's name can be.
  static let s3 = UserMetadata(prefix: "x-amz-meta-", advice: "letters, digits and -") { _ in true }
  /// Names must be identifiers of C#.
  static let azure = UserMetadata(prefix: "x-ms-meta-", advice: "letters, digits and _, and a letter first") { name in
    let bytes = name.utf8
    return bytes.first.map { !isDigit($0) } ?? false
      && bytes.allSatisfy { byte in
        isDigit(byte) || byte == UInt8(ascii: "_") || (0x41...0x5A).contains(byte & 0xDF)
      }
  }

  private let prefix: String
  private let advice: String
  private let allows: @Sendable (String) -> Bool

  private init(prefix: String, advice: String, allows: @escaping @Sendable (String) -> Bool) {
    self.prefix = prefix
    self.advice = advice
    self.allows = allows
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  func add(_ metadata: [String: String], to fields: inout HTTPFields, location: String) throws(StoreError) {
    for (name, value) in metadata {
      guard allows(name), let field = HTTPField.Name("\(prefix)\(name)") else {
        throw StoreError(
          .failed, "\(name.debugDescription.prefix(100)) cannot be a name in the store's metadata; use \(advice)",
          location: location)
      }
      fields[field] = Self.encoded(value)
    }
  }

  func read(_ fields: HTTPFields) -> [String: String] {
    var metadata: [String: String] = [:]
    for field in fields {
      let name = field.name.canonicalName
      guard name.utf8.starts(with: prefix.utf8), name.utf8.count > prefix.utf8.count else { continue }
      metadata[String(Substring(name.utf8.dropFirst(prefix.utf8.count)))] =
        PercentEncoding.decode(field.value) ?? field.value
    }
    return metadata
  }

  private static func encoded(_ value: String) -> String {
    let bytes = Array(value.utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isEnd = index == 0 || index == bytes.count - 1
      if (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "%") || byte == 0x20 && !isEnd {
        text.append(byte)
      } else {
        text.append(contentsOf: PercentEncoding.escape(byte))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
