/// Blob Batch: up to 256 deletions or changes of tier in one request ("multipart/mixed", RFC 2046).
extension BlobService {
  private static let mostParts = 256

  func batch(_ call: BlobCall) throws(StorageFault) -> EmulatorReply {
    let request = call.request
    guard let type = request["content-type"], let start = type.range(of: "boundary=")?.upperBound else {
      throw .invalidHeader("Content-Type", request["content-type"] ?? "")
    }
    let boundary = type[start...].prefix { $0 != ";" }.filter { $0 != "\"" }
    let text = String(decoding: request.body, as: UTF8.self).replacing("\r\n", with: "\n")
    let parts = text.split(separator: "--\(boundary)", omittingEmptySubsequences: true)
      .filter { !$0.hasPrefix("--") && $0.contains("HTTP/1.1") }
    guard !parts.isEmpty, parts.count <= Self.mostParts else {
      throw StorageFault(400, "InvalidInput", "A batch has 1 to 256 parts.")
    }
    let answer = "batchresponse_\(Identifier.new())"
    var body = ""
    for part in parts {
      let id = part.split(separator: "\n").first { $0.lowercased().hasPrefix("content-id:") }
      body += "--\(answer)\r\nContent-Type: application/http\r\n"
      if let id { body += "\(id)\r\n" }
      body += "\r\n" + Self.text(of: replyTo(part, request, at: call.now)) + "\r\n"
    }
    body += "--\(answer)--\r\n"
    var reply = EmulatorReply(202, [("Content-Type", "multipart/mixed; boundary=\(answer)")])
    reply.body = ByteSource(body)
    return reply
  }

  private func replyTo(_ part: Substring, _ outer: EmulatorRequest, at now: StorageTime) -> EmulatorReply {
    do throws(StorageFault) {
      guard let head = part.range(of: "\n\n")?.upperBound else {
        throw StorageFault(400, "InvalidInput", "A part has no request.")
      }
      var lines = part[head...].split(separator: "\n", omittingEmptySubsequences: false)[...]
      let words = (lines.popFirst() ?? "").split(separator: " ")
      guard words.count == 3 else { throw StorageFault(400, "InvalidInput", "A part has no request.") }
      var fields: [(String, String)] = []
      while let line = lines.popFirst(), !line.isEmpty {
        let pair = line.split(separator: ":", maxSplits: 1)
        if pair.count == 2 { fields.append((String(pair[0]), String(pair[1].drop { $0 == " " }))) }
      }
      guard
        var request = EmulatorRequest(
          method: String(words[0]), target: String(words[1]), fields: fields, peer: outer.peer)
      else { throw StorageFault(400, "InvalidUri", "The request's URI is not allowed.") }
      // Parts name their blob without the account where that is in the path.
      if outer.rawPath.hasPrefix("/\(account.name)"), !request.rawPath.hasPrefix("/\(account.name)/") {
        request.rawPath = "/\(account.name)\(request.rawPath)"
      }
      let operation = try BlobOperation(request)
      switch operation {
      case .deleteBlob, .setTier: return try reply(to: request, at: now)
      default: throw StorageFault(400, "InvalidInput", "A batch cannot have such a part.")
      }
    } catch {
      return EmulatorReply(error, requestID: Identifier.new())
    }
  }

  private static func text(of reply: EmulatorReply) -> String {
    var text = "HTTP/1.1 \(reply.status) \(reply.status < 300 ? "Accepted" : "Refused")\r\n"
    for (name, value) in reply.fields { text += "\(name): \(value)\r\n" }
    text += "x-ms-request-id: \(Identifier.new())\r\nContent-Length: \(reply.body.count)\r\n\r\n"
    return text + String(decoding: reply.body.joined(), as: UTF8.self)
  }
}
