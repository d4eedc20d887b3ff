import HTTPTypes

/// The body of Blob Batch: requests as parts of a `multipart/mixed` (RFC 2046), each an `application/http`.
struct AzureBatch {
  /// Parts of one request.
  static var most: Int { 256 }

  let boundary: String
  private var text = ""
  private var count = 0

  init() {
    let digits = (0..<16).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }.joined()
    boundary = "batch_\(digits)"
  }

  mutating func append(_ request: HTTPRequest) {
    text += "--\(boundary)\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
    text += "Content-ID: \(count)\r\n\r\n\(request.method.rawValue) \(request.path ?? "/") HTTP/1.1\r\n"
    for field in request.headerFields { text += "\(field.name.rawName): \(field.value)\r\n" }
    text += "Content-Length: 0\r\n\r\n"
    count += 1
  }

  var bytes: [UInt8] { Array("\(text)--\(boundary)--\r\n".utf8) }

  /// What became of each part, in their order; `nil` for a reply that is not one of a batch.
  static func replies(_ reply: HTTPReply) -> [HTTPReply]? {
    guard let type = reply.response.headerFields[.contentType], let start = type.firstRange(of: "boundary=") else {
      return nil
    }
    let boundary = type[start.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
    let text = String(decoding: reply.body, as: UTF8.self).replacing("\r\n", with: "\n")
    var found: [(id: Int, reply: HTTPReply)] = []
    for part in text.split(separator: "--\(boundary)") {
      guard let status = part.firstRange(of: "HTTP/1.1 ") else { continue }
      let id = part.split(separator: "\n").first { $0.lowercased().hasPrefix("content-id:") }
        .flatMap { Int($0.dropFirst(11).filter { $0 != " " }) }
      guard let reply = Self.reply(part[status.upperBound...]) else { return nil }
      found.append((id ?? found.count, reply))
    }
    return found.sorted { $0.id < $1.id }.map(\.reply)
  }

  /// - Parameter text: from the status on.
  private static func reply(_ text: Substring) -> HTTPReply? {
    let halves = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = halves[0].split(separator: "\n")
    guard let status = lines.first.flatMap({ Int($0.prefix(3)) }), (100...599).contains(status) else { return nil }
    var fields = HTTPFields()
    for line in lines.dropFirst() {
      let pair = line.split(separator: ":", maxSplits: 1)
      guard pair.count == 2, let name = HTTPField.Name(String(pair[0])) else { continue }
      fields[name] = String(pair[1].drop { $0 == " " })
    }
    let body = halves.count > 1 ? halves[1] : ""
    return HTTPReply(response: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8))
  }
}
