import Cryptography

/// Verifies Shared Key and Shared Key Lite ("Authorize with Shared Key"): put down from the documentation for the server's
/// side, apart from the client's signer, so that one mistake is not made on both.
struct SharedKeyCheck {
  let account: String
  let key: [UInt8]

  /// - Parameter given: what follows the scheme: `ACCOUNT:SIGNATURE`.
  func accepts(_ request: EmulatorRequest, isLite: Bool, given: Substring) -> Bool {
    let parts = given.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[0] == account else { return false }
    let text = isLite ? liteText(request) : fullText(request)
    guard let expected = SignatureText.signature(of: text, key: key) else { return false }
    return SignatureText.areEqual(expected, String(parts[1]))
  }

  private func fullText(_ request: EmulatorRequest) -> String {
    let length = request["content-length"].flatMap { $0 == "0" ? nil : $0 } ?? ""
    let standard = [
      request.method, request["content-encoding"] ?? "", request["content-language"] ?? "", length,
      request["content-md5"] ?? "", request["content-type"] ?? "",
      request["x-ms-date"] == nil ? request["date"] ?? "" : "", request["if-modified-since"] ?? "",
      request["if-match"] ?? "", request["if-none-match"] ?? "", request["if-unmodified-since"] ?? "",
      request["range"] ?? "",
    ]
    var resource = "/\(account)\(request.rawPath)"
    let names = Set(request.query.map { $0.name.lowercased() })
    for name in names.sorted() {
      let values = request.query.filter { $0.name.lowercased() == name }.map(\.value).sorted()
      resource += "\n\(name):\(values.joined(separator: ","))"
    }
    return (standard + serviceFields(request) + [resource]).joined(separator: "\n")
  }

  private func liteText(_ request: EmulatorRequest) -> String {
    let standard = [
      request.method, request["content-md5"] ?? "", request["content-type"] ?? "",
      request["x-ms-date"] == nil ? request["date"] ?? "" : "",
    ]
    var resource = "/\(account)\(request.rawPath)"
    if let component = request.parameter("comp") { resource += "?comp=\(component)" }
    return (standard + serviceFields(request) + [resource]).joined(separator: "\n")
  }

  private func serviceFields(_ request: EmulatorRequest) -> [String] {
    request.fields.filter { $0.key.hasPrefix("x-ms-") }
      .sorted { Self.precedes($0.key, $1.key) }
      .map { "\($0.key):\($0.value)" }
  }

  /// The service collates names as words: hyphens count only where all else is equal.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    let (first, second) = (left.filter { $0 != "-" }, right.filter { $0 != "-" })
    return first == second ? left > right : rank(first).lexicographicallyPrecedes(rank(second))
  }

  /// Symbols before digits, those before letters.
  private static func rank(_ text: String) -> [UInt16] {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): 0x100 + UInt16(byte)
      case UInt8(ascii: "a")...UInt8(ascii: "z"): 0x200 + UInt16(byte)
      default: UInt16(byte)
      }
    }
  }
}
