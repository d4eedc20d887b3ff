/// Why the token service gives nothing: an `ErrorResponse`.
struct TokenServiceRefusal: XMLModel {
  /// Characters of the service's own words that a message repeats.
  private static let wordsLimit = 300

  private(set) var code = ""
  private(set) var words = ""
  private(set) var requestID = ""

  static func accepts(root: String) -> Bool { root == "ErrorResponse" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.parent, path.name) {
    case ("Error", "Code"): code = text
    case ("Error", "Message"): words = text
    case (_, "RequestId"): requestID = text
    default: break
    }
  }

  /// The error for a reply with a status other than 200.
  static func error(
    in document: [UInt8], status: Int, role: S3Role, at address: ServiceAddress
  ) -> StoreError {
    let refusal = (try? XMLReader.read(document, as: TokenServiceRefusal())) ?? TokenServiceRefusal()
    let service = "the token service (STS) at \(address)"
    let said = refusal.code.isEmpty ? "status \(status)" : refusal.code + refusal.reason
    let request = refusal.requestID.isEmpty ? "" : " (request \(refusal.requestID))"
    let message = "\(service) does not give the role \(role.arn): \(said)\(refusal.wayOut)\(request)"
    let isThrottled = status == 429 || refusal.code.hasPrefix("Throttl")
    if isThrottled {
      return StoreError(.throttled, message, location: StoreError.credentialLocation, isRetryable: true)
    }
    if status >= 500 || refusal.code == "IDPCommunicationError" {
      return .credentialsUnavailable(message, cause: nil)
    }
    return .credentials(message)
  }

  /// The service's own words; where it repeats what was signed, a token stands in them.
  private var reason: String {
    if code == "SignatureDoesNotMatch" || words.isEmpty { return "" }
    let line = words.split(whereSeparator: \.isNewline).first ?? ""
    return ": \(line.prefix(Self.wordsLimit))"
  }

  private var wayOut: String {
    switch code {
    case "AccessDenied": "; look at the role's trust policy, and whether it asks for an external id"
    case "SignatureDoesNotMatch", "InvalidClientTokenId": "; look at the credentials that the role is taken on with"
    case "ExpiredToken", "ExpiredTokenException": "; the token must be renewed, or this machine's clock set"
    case "RequestExpired", "RequestTimeTooSkewed": "; set this machine's clock"
    default: ""
    }
  }
}
