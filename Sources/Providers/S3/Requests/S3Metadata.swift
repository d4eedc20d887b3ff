import HTTPTypes

/// User metadata in header fields: `x-amz-meta-…`.
///
/// A value may hold anything. Printable ASCII other than `%` goes as it is; every other byte, a space at either end
/// and the percent sign itself are percent-encoded. Names must be what a field's name can be; S3 makes them lower case.
enum S3Metadata {
  static func add(_ metadata: [String: String], to fields: inout HTTPFields, location: String) throws(StoreError) {
    for (name, value) in metadata {
      guard let field = HTTPField.Name("\(prefix)\(name)") else {
        throw StoreError(
          .failed, "\(name.debugDescription.prefix(100)) cannot be a name in S3's metadata; use letters, digits and -",
          location: location)
      }
      fields[field] = encoded(value)
    }
  }

  static func read(_ fields: HTTPFields) -> [String: String] {
    var metadata: [String: String] = [:]
    for field in fields {
      let name = field.name.canonicalName
      guard name.utf8.starts(with: prefix.utf8), name.utf8.count > prefix.utf8.count else { continue }
      metadata[String(Substring(name.utf8.dropFirst(prefix.utf8.count)))] =
        PercentEncoding.decode(field.value) ?? field.value
    }
    return metadata
  }

  private static var prefix: String { "x-amz-meta-" }

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
