import Cryptography
import HTTPTypes
import Secrets

/// AWS Signature Version 4 as S3 wants it: paths are encoded once and not normalised.
///
/// A pure value: a request, a time and a key give one signature. The path of a request is signed as it is, so it must
/// be encoded with `PercentEncoding` already, its query too.
struct S3Signer: Sendable {
  let key: S3SigningKey
  let time: UTCTime

  /// `time` must be on the key's day.
  init(key: S3SigningKey, time: UTCTime) {
    self.key = key
    self.time = time
  }

  /// Adds the header fields of a signed request. Signs every field there is but the ones that may change on the way.
  func sign(_ request: inout HTTPRequest, payload: S3PayloadHash) throws(CryptographyError) {
    request.headerFields[.amzDate] = time.compact
    request.headerFields[.amzContentSHA256] = payload.headerValue
    if let token = key.sessionToken {
      request.headerFields[.amzSecurityToken] = token.withBytes { String(decoding: $0, as: UTF8.self) }
    }
    request.headerFields[.authorization] = nil
    let fields = CanonicalFields(request)
    let signature = try signature(of: request, fields, query: Self.canonicalQuery(of: request.path ?? "/"), payload)
    request.headerFields[.authorization] =
      "\(Self.algorithm) Credential=\(key.accessKeyID)/\(key.scope), SignedHeaders=\(fields.names), "
      + "Signature=\(signature)"
  }

  /// The request with its signature in the query, valid for `seconds` from `time` on. Its header fields, if it has any,
  /// must be sent as they are.
  func presign(_ request: HTTPRequest, expiresAfter seconds: Int) throws(CryptographyError) -> HTTPRequest {
    let fields = CanonicalFields(request)
    var parameters = [
      ("X-Amz-Algorithm", Self.algorithm), ("X-Amz-Credential", "\(key.accessKeyID)/\(key.scope)"),
      ("X-Amz-Date", time.compact), ("X-Amz-Expires", "\(seconds)"), ("X-Amz-SignedHeaders", fields.names),
    ]
    if let token = key.sessionToken {
      parameters.append(("X-Amz-Security-Token", token.withBytes { String(decoding: $0, as: UTF8.self) }))
    }
    var path = request.path ?? "/"
    path += path.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
    path += parameters.map { "\($0)=\(PercentEncoding.query($1))" }.joined(separator: "&")
    let signature = try signature(of: request, fields, query: Self.canonicalQuery(of: path), .unsigned)
    var signed = request
    signed.path = "\(path)&X-Amz-Signature=\(signature)"
    return signed
  }

  private static var algorithm: String { "AWS4-HMAC-SHA256" }

  private func signature(
    of request: HTTPRequest, _ fields: CanonicalFields, query: String, _ payload: S3PayloadHash
  ) throws(CryptographyError) -> String {
    let path = (request.path ?? "/").utf8.prefix { $0 != UInt8(ascii: "?") }
    let canonical = """
      \(request.method.rawValue)
      \(path.isEmpty ? "/" : Substring(path))
      \(query)
      \(fields.lines)
      \(fields.names)
      \(payload.headerValue)
      """
    let digest = try SHA256Hasher().digest(of: Array(canonical.utf8))
    return try key.signature(of: "\(Self.algorithm)\n\(time.compact)\n\(key.scope)\n\(digest.hex)")
  }

  /// Names with their values, ascending by their encoded bytes; a name without a value gets an empty one.
  private static func canonicalQuery(of path: String) -> String {
    guard let mark = path.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "" }
    let pairs = path.utf8[path.utf8.index(after: mark)...].split(separator: UInt8(ascii: "&")).map { pair in
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return (name: parts[0], value: parts.count > 1 ? parts[1] : "".utf8[...])
    }
    return pairs.sorted { left, right in
      left.name.elementsEqual(right.name)
        ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
    }.map { "\(Substring($0.name))=\(Substring($0.value))" }.joined(separator: "&")
  }
}
