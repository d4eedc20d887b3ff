import Cryptography
import HTTPTypes
import Secrets

@testable import Providers

/// A request to sign, in the form that the oracle reads too.
struct SigningRequest: Encodable {
  var method: String
  var scheme: String
  var host: String
  /// Not encoded.
  var path: String
  var query: [[String?]]
  var headers: [[String]]
  /// Hexadecimal.
  var body: String
  var unsigned: Bool
  var presign: Bool
  var expires: Int
  var access: String
  var secret: String
  var token: String?
  var region: String
  /// Seconds since 1970.
  var time: Int64

  init(using generator: inout SeededGenerator) {
    method = generator.pick(["GET", "PUT", "HEAD", "POST", "DELETE"])
    scheme = generator.pick(["https", "http"])
    host = generator.pick(["s3.eu-central-1.amazonaws.com", "127.0.0.1:8333", "bucket.s3.example.org", "[::1]:9000"])
    path = "/" + OddText.text(0...40, using: &generator)
    query = (0..<Int.random(in: 0...5, using: &generator)).map { index in
      [
        OddText.text(1...8, using: &generator) + "\(index)",
        generator.chance(0.2) ? nil : OddText.text(0...12, using: &generator),
      ]
    }
    headers = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
      [
        generator.pick([
          "Range", "x-amz-meta-Note", "X-Amz-Meta-a", "content-type", "Content-MD5", "If-Match", "User-Agent", "Expect",
          "x-amz-storage-class", "X-Amz-Meta-Z9", "Cache-Control", "x-amz-copy-source",
        ]),
        generator.pick([
          "bytes=0-9", "  two  spaces\t tab ", "a,b , c", "\"0123456789abcdef\"", "", "é ü 漢字 \u{1F600}", "x",
          "100-continue",
          "/bucket/key%20with%2Fodd", "name=\"quoted  text\"",
        ]),
      ]
    }
    body = (0..<generator.pick([0, 0, 1, 100])).reduce(into: "") { text, _ in
      text += generator.pick(["00", "ff", "a5", "3c"])
    }
    unsigned = generator.chance(0.3)
    presign = generator.chance(0.4)
    expires = generator.pick([1, 900, 604_800])
    access = generator.pick(["AKIAIOSFODNN7EXAMPLE", "key", "A+/=key"])
    secret = generator.pick(["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "s", "sécret"])
    token = generator.chance(0.4) ? generator.pick(["FwoGZXIvYXdzEJr//////////wEaD+/=", "t"]) : nil
    region = generator.pick(["us-east-1", "eu-central-1", "auto"])
    time = Int64.random(in: 946_684_800...4_102_444_800, using: &generator)
  }

  /// The request, not signed yet.
  var request: HTTPRequest {
    let parameters = query.map { pair in
      PercentEncoding.query(pair[0] ?? "") + (pair[1].map { "=" + PercentEncoding.query($0) } ?? "")
    }
    var fields = HTTPFields()
    for header in headers {
      if let name = HTTPField.Name(header[0]) { fields.append(HTTPField(name: name, value: header[1])) }
    }
    return HTTPRequest(
      method: HTTPRequest.Method(rawValue: method) ?? .get, scheme: scheme, authority: host,
      path: PercentEncoding.path(path) + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")),
      headerFields: fields)
  }

  var signer: S3Signer {
    get throws {
      let credentials = S3Credentials(
        accessKeyID: access, secretAccessKey: SecretBytes(copying: Array(secret.utf8)),
        sessionToken: token.map { SecretBytes(copying: Array($0.utf8)) }, origin: "test")
      let time = UTCTime(seconds: time)
      return S3Signer(key: try S3SigningKey(credentials, day: time.day, region: region), time: time)
    }
  }

  var payload: S3PayloadHash {
    get throws {
      if unsigned { return .unsigned }
      if body.isEmpty { return .empty }
      var rest = body[...]
      var bytes: [UInt8] = []
      while !rest.isEmpty {
        bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      }
      return .digest(try SHA256Hasher().digest(of: bytes))
    }
  }
}
