import HTTPTypes

/// A line for each request and for each repetition.
///
/// No line holds a secret: records have neither header fields nor values of queries, and what an address says of a user
/// and a password is left out.
public final class RequestLog: HTTPObserver, RetryObserver {
  private let write: @Sendable (String) -> Void

  /// `write` takes one line without its end, from any thread, and must not block.
  public init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

  public func exchangeEnded(_ record: HTTPRecord) {
    var words = [record.method.rawValue, Self.location(record)]
    words.append(record.status.map(String.init) ?? "no reply (\(record.failure.map { "\($0)" } ?? "unknown"))")
    if record.sentBytes > 0 { words.append("sent \(record.sentBytes)") }
    if record.receivedBytes > 0 { words.append("received \(record.receivedBytes)") }
    words.append("in \(Self.milliseconds(record.duration)) ms")
    if let first = record.timeToFirstByte { words.append("first byte after \(Self.milliseconds(first)) ms") }
    if let id = record.requestID { words.append("request \(Self.printable(id))") }
    write(words.joined(separator: " "))
  }

  public func willRepeat(_ operation: StoreOperation, after pause: Duration, because failure: StoreError) {
    write(
      "repeating \(operation.kind.rawValue) of \(Self.printable(operation.key)) in \(Self.milliseconds(pause)) ms: "
        + Self.printable(failure.message))
  }

  /// The address without user and password, and the names in its query.
  private static func location(_ record: HTTPRecord) -> String {
    var text = Substring(record.location.prefix { $0 != "?" })
    if let scheme = text.firstRange(of: "://") {
      let rest = text[scheme.upperBound...]
      let authority = rest.prefix { $0 != "/" }
      if let at = authority.lastIndex(of: "@") {
        text = text[..<scheme.upperBound] + rest[rest.index(after: at)...]
      }
    }
    let query = record.queryNames.isEmpty ? "" : "?" + record.queryNames.joined(separator: "&")
    return printable(text + query)
  }

  /// In one line, whatever a server or a key holds.
  private static func printable(_ text: some StringProtocol) -> String {
    String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
  }
}
