import Cryptography
import HTTPTypes

/// Shared Key and Shared Key Lite for blobs, queues and files ("Authorize with Shared Key", versions from 2015-02-21 on:
/// a length of 0 is left out).
///
/// A pure value: a request, a time and a key give one signature. The path of a request is signed as it is, so it must be
/// percent-encoded already, its query too.
struct AzureSharedKeySigner: Sendable {
  enum Scheme: String, Sendable, CaseIterable {
    case sharedKey = "SharedKey"
    case sharedKeyLite = "SharedKeyLite"
  }

  let key: AzureAccountKey
  var scheme = Scheme.sharedKey

  /// Adds `x-ms-date` and `Authorization`.
  ///
  /// - Parameter contentLength: of the body that will be sent; `nil` for none.
  func sign(_ request: inout HTTPRequest, at time: UTCTime, contentLength: Int64? = nil) throws(CryptographyError) {
    request.headerFields[.msDate] = time.http
    let signature = try key.signature(of: text(of: request, contentLength: contentLength))
    request.headerFields[.authorization] = "\(scheme.rawValue) \(key.account):\(signature)"
  }

  /// What is signed.
  func text(of request: HTTPRequest, contentLength: Int64?) -> String {
    let fields = request.headerFields
    var lines = [request.method.rawValue]
    switch scheme {
    case .sharedKey:
      let length = contentLength.flatMap { $0 == 0 ? nil : "\($0)" } ?? ""
      lines += [fields[.contentEncoding] ?? "", fields[.contentLanguage] ?? "", length]
      lines += [fields[.contentMD5] ?? "", fields[.contentType] ?? "", date(fields)]
      lines += [HTTPField.Name.ifModifiedSince, .ifMatch, .ifNoneMatch, .ifUnmodifiedSince, .range].map {
        fields[$0] ?? ""
      }
    case .sharedKeyLite:
      lines += [fields[.contentMD5] ?? "", fields[.contentType] ?? "", date(fields)]
    }
    lines += Self.serviceFields(fields)
    return lines.joined(separator: "\n") + "\n" + resource(request.path ?? "/")
  }

  /// `x-ms-date` takes the place of `Date`.
  private func date(_ fields: HTTPFields) -> String { fields[.msDate] == nil ? fields[.date] ?? "" : "" }

  /// `x-ms-…:value`, in the service's order.
  private static func serviceFields(_ fields: HTTPFields) -> [String] {
    fields.filter { $0.name.canonicalName.hasPrefix("x-ms-") }
      .sorted { AzureFieldOrder.isBefore($0.name.canonicalName, $1.name.canonicalName) }
      .map { "\($0.name.canonicalName):\($0.value)" }
  }

  private func resource(_ target: String) -> String {
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
    let resource = "/\(key.account)\(target[..<mark])"
    let parameters = Self.parameters(target[mark...].dropFirst())
    switch scheme {
    case .sharedKey:
      let names = Set(parameters.map(\.name)).sorted()
      return resource
        + names.map { name in
          "\n\(name):" + parameters.filter { $0.name == name }.map(\.value).sorted().joined(separator: ",")
        }.joined()
    case .sharedKeyLite:
      return resource + (parameters.first { $0.name == "comp" }.map { "?comp=\($0.value)" } ?? "")
    }
  }

  /// Decoded, the names in lower case.
  private static func parameters(_ query: Substring) -> [(name: String, value: String)] {
    query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let value = parts.count > 1 ? parts[1] : ""
      return (
        (PercentEncoding.decode(parts[0]) ?? parts[0]).lowercased(), PercentEncoding.decode(value) ?? value
      )
    }
  }
}
