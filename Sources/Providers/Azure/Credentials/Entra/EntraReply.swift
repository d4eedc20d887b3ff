import FoundationEssentials
import Secrets

/// A token, or why there is none: what Entra ID and the services of managed identities answer with, in JSON.
struct EntraReply: Sendable {
  /// Characters of the service's own words that a message repeats.
  private static let wordsLimit = 300

  private var token: String?
  /// Seconds that the token lasts.
  private var lifetime: Int64?
  /// Seconds since 1970.
  private var end: Int64?
  private var error: String?
  private var words: String?

  /// A number, or the same as text: the services differ in that.
  private struct Seconds: Decodable {
    var value: Int64?

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if let number = try? single.decode(Int64.self) {
        value = number
      } else {
        value = (try? single.decode(String.self)).flatMap { Int64($0) }
      }
    }
  }

  private struct Document: Decodable {
    enum CodingKeys: String, CodingKey {
      case token = "access_token"
      case lifetime = "expires_in"
      case end = "expires_on"
      case error
      case words = "error_description"
    }

    var token: String?
    var lifetime: Seconds?
    var end: Seconds?
    var error: String?
    var words: String?
  }

  /// What is no such document is one without a token.
  init(_ json: [UInt8]) {
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else { return }
    token = document.token.flatMap { $0.isEmpty ? nil : $0 }
    lifetime = document.lifetime?.value
    end = document.end?.value
    error = document.error
    words = document.words
  }

  /// - Parameter time: seconds since 1970.
  func credentials(origin: String, at time: Int64) throws(StoreError) -> AzureCredentials {
    guard let token, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .credentials("the \(origin) was answered with something that is no token")
    }
    let expires = end ?? lifetime.flatMap { time.addingReportingOverflow($0).overflow ? nil : time + $0 }
    guard let expires else { throw .credentials("the \(origin) was answered with a token without an end") }
    return AzureCredentials(.bearer(SecretBytes(copying: Array(token.utf8))), expires: expires, origin: origin)
  }

  /// Why there is no token, with the way out where the service's code tells it.
  func reason(_ status: Int) -> String {
    guard let error else { return "status \(status)" }
    let line = words?.split(whereSeparator: \.isNewline).first.map { ": \($0.prefix(Self.wordsLimit))" } ?? ""
    let wayOut =
      switch error {
      case "invalid_client": "; the application's secret or token is wrong or has ended: make a new one"
      case "unauthorized_client": "; look at the application's id, and that it is known in this tenant"
      case "invalid_request" where status == 400: "; look at the tenant and at the identity's client id"
      default: ""
      }
    return "\(error)\(line)\(wayOut)"
  }
}
