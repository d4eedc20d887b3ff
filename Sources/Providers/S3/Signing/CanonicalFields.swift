import HTTPTypes

/// A request's header fields as they enter its signature: the host and all that nothing on the way may change.
struct CanonicalFields {
  /// `name:value` and a newline each, ascending by name.
  let lines: String
  /// The names, joined by `;`.
  let names: String

  init(_ request: HTTPRequest) {
    var fields = [(name: "host", value: Self.trimmed(request.authority ?? ""))]
    for field in request.headerFields {
      let name = field.name.canonicalName
      if Self.unsigned.contains(name) { continue }
      let value = Self.trimmed(field.value)
      // Of fields with one name, the values follow each other in the order they were given in.
      if let index = fields.firstIndex(where: { $0.name == name }) {
        fields[index].value += ",\(value)"
      } else {
        fields.append((name, value))
      }
    }
    fields.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    lines = fields.reduce(into: "") { $0 += "\($1.name):\($1.value)\n" }
    names = fields.map(\.name).joined(separator: ";")
  }

  /// Without space at both ends, and one space for each run of it inside.
  private static func trimmed(_ value: String) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard value.utf8.contains(where: isSpace) else { return value }
    return value.utf8.split(whereSeparator: isSpace).map { String(Substring($0)) }.joined(separator: " ")
  }

  /// What proxies and HTTP clients add, take away or change.
  private static let unsigned: Set<String> = [
    "authorization", "baggage", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
    "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
  ]
}
