/// A request as it came over the wire, taken apart.
struct EmulatorRequest: Sendable {
  /// What old clients say. Behaviour of versions before it is not emulated.
  private static let oldestVersion = "2018-03-28"

  var method: String
  /// Percent-encoded, without the query.
  var rawPath: String
  /// Decoded, in the order of the URL; a name without a value has an empty one.
  var query: [(name: String, value: String)]
  /// Names in lower case; a field that came twice is joined by commas.
  var fields: [String: String]
  var body: [UInt8]
  /// The address that it came from.
  var peer: String

  init?(method: String, target: String, fields: [(String, String)], body: [UInt8] = [], peer: String) {
    self.method = method
    self.body = body
    self.peer = peer
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    rawPath = String(parts[0])
    guard rawPath.hasPrefix("/") else { return nil }
    query = []
    if parts.count > 1 {
      for item in parts[1].split(separator: "&") {
        let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = URLText.decode(pair[0]), let value = URLText.decode(pair.count > 1 ? pair[1] : "") else {
          return nil
        }
        query.append((name, value))
      }
    }
    self.fields = [:]
    for (name, value) in fields {
      let name = name.lowercased()
      self.fields[name] = self.fields[name].map { "\($0),\(value)" } ?? value
    }
  }

  /// The value of a parameter, whatever the case of its name.
  func parameter(_ name: String) -> String? { query.first { $0.name.lowercased() == name }?.value }

  subscript(_ field: String) -> String? { fields[field] }

  /// Of the interface; the oldest where the request says none.
  var version: String { fields["x-ms-version"] ?? parameter("sv") ?? Self.oldestVersion }

  func checkVersion() throws(StorageFault) {
    guard StorageTime(version) != nil, version >= Self.oldestVersion else {
      throw .invalidHeader("x-ms-version", version)
    }
  }

  /// The parts of the path, decoded: account, container, and the rest as the blob's name. `nil` for a path that is none.
  var place: (account: String, container: String?, blob: String?)? {
    let parts = rawPath.dropFirst().split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    let decoded = parts.map { URLText.decode($0) }
    guard let account = decoded.first ?? nil, !account.isEmpty, !decoded.contains(nil) else { return nil }
    let container = decoded.count > 1 ? decoded[1] : nil
    let blob = decoded.count > 2 ? decoded[2] : nil
    return (account, container?.isEmpty == true ? nil : container, blob?.isEmpty == true ? nil : blob)
  }

  /// The fields of user metadata, their names without the prefix and as they came: in lower case, as HTTP/1.1 libraries
  /// leave no other way to tell.
  var metadata: [String: String] {
    var metadata: [String: String] = [:]
    for (name, value) in fields where name.hasPrefix("x-ms-meta-") { metadata[String(name.dropFirst(10))] = value }
    return metadata
  }

  /// A whole number that a field holds; `nil` where there is none.
  func number(_ field: String) throws(StorageFault) -> Int64? {
    guard let text = fields[field] else { return nil }
    guard let number = Int64(text) else { throw .invalidHeader(field, text) }
    return number
  }
}

/// Percent-encoding of URLs (RFC 3986).
enum URLText {
  /// `nil` for a sign without its two digits, or bytes that are no UTF-8.
  static func decode(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
