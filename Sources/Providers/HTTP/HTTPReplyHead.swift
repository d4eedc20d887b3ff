import HTTPTypes

/// The head of a reply while its lines come in, as libcurl passes them: status line, fields, empty line.
struct HTTPReplyHead {
  /// Bytes that all heads of one exchange may have, those of 1xx replies and trailers included.
  static let limit = 256 << 10

  enum Fault: Error {
    case tooLong
    case malformed
  }

  private(set) var status = 0
  /// Of the last head so far; those of 1xx replies and redirects are replaced.
  private var lines: [UInt8] = []
  /// Its empty line has come.
  private(set) var isComplete = false
  private var total = 0

  var isSuccess: Bool { (200..<300).contains(status) }

  mutating func take(_ line: UnsafeRawBufferPointer) throws(Fault) {
    total += line.count
    guard total <= Self.limit else { throw .tooLong }
    if line.starts(with: Self.version) {
      lines.removeAll(keepingCapacity: true)
      isComplete = false
      status = try Self.status(line)
    } else if isComplete {
      // A trailer.
      return
    } else if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
      isComplete = true
      return
    }
    lines.append(contentsOf: line)
  }

  /// The reply's status and fields, each field as it was received but for the white space around its value.
  func response() throws(Fault) -> HTTPResponse {
    var response: HTTPResponse?
    var fault: Fault?
    lines.withUnsafeBytes { bytes in
      do throws(Fault) { response = try Self.response(bytes, status: status) } catch { fault = error }
    }
    if let fault { throw fault }
    guard let response else { throw .malformed }
    return response
  }

  private static let version = Array("HTTP/".utf8)

  /// `HTTP/1.1 200 OK`, `HTTP/2 200`.
  private static func status(_ line: UnsafeRawBufferPointer) throws(Fault) -> Int {
    guard let space = line.firstIndex(of: UInt8(ascii: " ")), space + 3 < line.count else { throw .malformed }
    var status = 0
    for byte in line[space + 1...space + 3] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw .malformed }
      status = status * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return status
  }

  private static func response(_ bytes: UnsafeRawBufferPointer, status: Int) throws(Fault) -> HTTPResponse {
    var fields = HTTPFields()
    fields.reserveCapacity(16)
    var reason = ""
    var isFirst = true
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let line = trimmed(rest[rest.startIndex..<end])
      let isFolded = rest.first == UInt8(ascii: " ") || rest.first == UInt8(ascii: "\t")
      rest = rest[min(end + 1, rest.endIndex)...]
      if isFirst {
        isFirst = false
        reason = Self.reason(line)
      } else if isFolded, let last = fields.last {
        fields[fields.count - 1] = HTTPField(name: last.name, lenientValue: Array("\(last.value) ".utf8) + line)
      } else {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
          let name = HTTPFieldNames.name(UnsafeRawBufferPointer(rebasing: line[line.startIndex..<colon]))
        else { throw .malformed }
        fields.append(HTTPField(name: name, lenientValue: trimmed(line[(colon + 1)...])))
      }
    }
    return HTTPResponse(status: .init(code: status, reasonPhrase: reason), headerFields: fields)
  }

  /// What follows the second space.
  private static func reason(_ line: Slice<UnsafeRawBufferPointer>) -> String {
    var rest = line
    for _ in 0..<2 {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")) else { return "" }
      rest = rest[(space + 1)...]
    }
    return String(decoding: rest, as: UTF8.self)
  }

  private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    var bytes = bytes
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
    return bytes
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
