import HTTPTypes

@testable import Providers

/// A request to sign, in the form that the oracle reads too.
struct AzureSigningRequest: Encodable {
  /// `sharedKey` or `sharedKeyLite`
  var kind: String
  var account: String
  /// Base64
  var key: String
  var method: String
  var host: String
  /// Not encoded.
  var path: String
  var query: [[String]]
  var headers: [[String]]
  var length: Int64?
  var date: String
  /// Since 1970.
  private var seconds: Int64

  init(using generator: inout SeededGenerator) {
    kind = generator.chance(0.3) ? "sharedKeyLite" : "sharedKey"
    account = generator.pick(["ddiss", "devstoreaccount1"])
    key = generator.pick(["RWxhc3RvVW5pdFRlc3Rz", "AA==", "/+8="])
    method = generator.pick(["GET", "PUT", "HEAD", "POST", "DELETE"])
    host = "\(account).blob.core.windows.net"
    path = "/container/" + OddText.text(0...30, using: &generator)
    let names = ["comp", "restype", "snapshot", "timeout", "prefix", "marker", "blockid", "copyid", "delimiter"]
    query = names.shuffled(using: &generator).prefix(Int.random(in: 0...5, using: &generator)).map { name in
      [name, OddText.text(0...12, using: &generator)]
    }
    let fields = [
      "x-ms-version", "x-ms-blob-type", "x-ms-range", "x-ms-meta-note", "x-ms-meta-note2", "x-ms-meta-a_b",
      "x-ms-meta-a1", "x-ms-meta-ab", "x-ms-blob-content-type", "x-ms-blob-content-md5", "x-ms-copy-source",
      "x-ms-client-request-id", "x-ms-lease-id", "x-ms-if-sequence-number-le", "x-ms-tags", "content-type",
      "content-md5", "content-encoding", "content-language", "if-match", "if-none-match", "if-modified-since",
      "if-unmodified-since", "user-agent",
    ]
    headers = fields.shuffled(using: &generator).prefix(Int.random(in: 0...12, using: &generator)).map { name in
      [name, generator.pick(["bytes=0-511", "a,b , c", "\"0x8D\"", "text/plain; charset=utf-8", "x", "AAECAw=="])]
    }
    length = generator.pick([nil, 0, 1, 4_194_304])
    seconds = Int64.random(in: 946_684_800...4_102_444_800, using: &generator)
    date = UTCTime(seconds: seconds).http
  }

  /// What our signer puts into `Authorization`.
  func authorization() throws -> String? {
    let parameters = query.map { "\($0[0])=\(PercentEncoding.query($0[1]))" }.joined(separator: "&")
    var request = HTTPRequest(
      method: HTTPRequest.Method(rawValue: method) ?? .get, scheme: "https", authority: host,
      path: PercentEncoding.path(path) + (parameters.isEmpty ? "" : "?\(parameters)"))
    for header in headers {
      if let name = HTTPField.Name(header[0]) { request.headerFields.append(HTTPField(name: name, value: header[1])) }
    }
    let scheme: AzureSharedKeySigner.Scheme = kind == "sharedKey" ? .sharedKey : .sharedKeyLite
    let signer = AzureSharedKeySigner(key: try .test(account, key), scheme: scheme)
    try signer.sign(&request, at: UTCTime(seconds: seconds), contentLength: length)
    return request.headerFields[.authorization]
  }
}
