import FoundationEssentials
import HTTPTypes
public import Secrets

/// The storage accounts of a subscription: listed, made, deleted, their keys read (Azure Resource Manager,
/// `Microsoft.Storage`, version 2023-05-01).
///
/// Takes tokens of Entra ID for `EntraService.management`, and nothing else: the certificates of old
/// `.publishsettings` files open an API that is no more (see `AzurePublishSettings`). Single requests; what may be
/// repeated says so by `isRetryable`, and every operation here is idempotent.
public struct AzureManagement: Sendable {
  /// Between two looks at an account that is being made.
  private static let pause = Duration.seconds(2)
  private static let version = "2023-05-01"
  private static let replyLimit = 4 << 20

  /// An id.
  public let subscription: String
  private let endpoint: ServiceAddress
  private let credentials: any AzureCredentialSource
  private let transport: any HTTPTransport
  private let clock: StoreClock

  /// Connects to nothing yet. Throws `.failed` for an endpoint or a subscription that is none.
  ///
  /// - Parameter endpoint: `https:`, or a server on this machine.
  public init(
    subscription: String, endpoint: String = "https://management.azure.com", credentials: any AzureCredentialSource,
    transport: any HTTPTransport, clock: StoreClock = .system
  ) throws(StoreError) {
    guard let address = ServiceAddress(parsing: endpoint), address.isEncrypted || address.isLoopback,
      Self.isName(subscription)
    else {
      throw StoreError(
        .failed, "management needs the id of a subscription, and an endpoint such as https://management.azure.com",
        location: "azure subscription \(subscription.prefix(100))")
    }
    self.subscription = subscription
    self.endpoint = address
    self.credentials = credentials
    self.transport = transport
    self.clock = clock
  }

  /// The subscription's accounts, in the service's order.
  public func accounts() async throws(StoreError) -> [AzureAccountInfo] {
    var accounts: [AzureAccountInfo] = []
    var next: ServiceAddress? = address("subscriptions/\(subscription)/providers/Microsoft.Storage/storageAccounts")
    while let address = next {
      let page = try decoded(
        AccountList.self, try await send(.get, address, action: "listing the accounts"), "listing the accounts")
      accounts += page.value.map(AzureAccountInfo.init)
      next = page.nextLink.flatMap(ServiceAddress.init(parsing:))
      // A token goes nowhere but to the service.
      if let next, next.authority != endpoint.authority { throw fault("listing the accounts", "it leads elsewhere") }
    }
    return accounts
  }

  /// Both keys of an account; either opens it. Throws `.notFound` where there is no such account.
  public func keys(of account: String, group: String) async throws(StoreError) -> [SecretBytes] {
    let action = "reading the account's keys"
    let reply = try await send(.post, try self.account(account, group, "/listKeys"), action: action)
    return try decoded(KeyList.self, reply, action).keys.map { key throws(StoreError) in
      guard let bytes = Base64.decode(key.value) else { throw fault(action, "a key is not Base64") }
      return SecretBytes(copying: bytes)
    }
  }

  /// Makes an account and waits until it is there; one of the same kind and place is left as it is.
  ///
  /// - Parameters:
  ///   - region: in the service's words: `westeurope`.
  ///   - redundancy: `Standard_LRS` and the like.
  @discardableResult
  public func create(
    _ account: String, group: String, region: String, redundancy: String = "Standard_LRS"
  ) async throws(StoreError) -> AzureAccountInfo {
    let action = "making the account"
    let address = try self.account(account, group)
    let body = NewAccount(sku: .init(name: redundancy), kind: "StorageV2", location: region)
    guard let json = try? JSONEncoder().encode(body) else { throw fault(action, "it cannot be described") }
    var reply = try await send(.put, address, Array(json), action: action)
    while true {
      if reply.response.status.code == 200 {
        let info = AzureAccountInfo(try decoded(Account.self, reply, action))
        if info.isReady { return info }
      }
      do { try await clock.sleep(Self.pause) } catch { throw StoreError(cancelledAt: name) }
      do throws(StoreError) {
        reply = try await send(.get, address, action: action)
      } catch {
        // Accepted, and not to be seen yet.
        guard error.code == .notFound else { throw error }
      }
    }
  }

  /// Deletes an account with all that is in it. One that is not there counts as deleted.
  public func delete(_ account: String, group: String) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await send(.delete, try self.account(account, group), action: "deleting the account")
    } catch {
      if error.code != .notFound { throw error }
    }
  }

  private var name: String { "azure subscription \(subscription)" }

  private func address(_ path: String) -> ServiceAddress {
    var address = endpoint.appending(path)
    address.query = "api-version=\(Self.version)"
    return address
  }

  private func account(_ account: String, _ group: String, _ rest: String = "") throws(StoreError) -> ServiceAddress {
    guard Self.isName(account), Self.isName(group) else {
      throw StoreError(.failed, "this is no name of an account or of a resource group", location: name)
    }
    return address(
      "subscriptions/\(subscription)/resourceGroups/\(PercentEncoding.query(group))/providers/Microsoft.Storage/"
        + "storageAccounts/\(account)\(rest)")
  }

  private static func isName(_ text: String) -> Bool {
    (1...90).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "-_.()".utf8.contains(byte)
      } && !text.utf8.elementsEqual("..".utf8) && !text.utf8.elementsEqual(".".utf8)
  }

  private func send(
    _ method: HTTPRequest.Method, _ address: ServiceAddress, _ body: [UInt8]? = nil, action: String
  ) async throws(StoreError) -> HTTPReply {
    guard case .bearer(let token) = try await credentials.credentials().kind else {
      throw StoreError(
        .unsupported, "\(action) needs a token of Entra ID; a key or a signature of an account opens that account only",
        location: name)
    }
    var fields: HTTPFields = [.authorization: token.withBytes { "Bearer " + String(decoding: $0, as: UTF8.self) }]
    if body != nil { fields[.contentType] = "application/json" }
    let hasBody = method == .put || method == .post
    let call = HTTPCall(
      address.request(method, fields), body: hasBody ? .bytes(body ?? []) : .none, collectionLimit: Self.replyLimit)
    let reply: HTTPReply
    do throws(HTTPError) {
      reply = try await transport.send(call)
    } catch {
      throw StoreError(error, while: action, location: name)
    }
    if reply.response.status.kind == .successful { return reply }
    throw refusal(reply, action)
  }

  private func refusal(_ reply: HTTPReply, _ action: String) -> StoreError {
    let said = (try? JSONDecoder().decode(Refusal.self, from: Data(reply.body)))?.error
    let words = said.map { ": \($0.code): \($0.message.prefix(300))" } ?? " (HTTP \(reply.response.status.code))"
    let (code, advice, isRetryable): (StoreError.Code, String, Bool) =
      switch reply.response.status.code {
      case 401, 403: (.accessDenied, "; look at the identity's role in the subscription", false)
      case 404: (.notFound, "", false)
      case 409: (.conditionFailed, "", false)
      case 429: (.throttled, "", true)
      case 500...: (.unavailable, "", true)
      default: (.failed, "", false)
      }
    let pause = RetryAfter.duration(in: reply.response.headerFields, now: nil)
    return StoreError(
      code, "\(action) failed\(words)\(advice)", location: name, isRetryable: isRetryable,
      retryAfter: isRetryable ? pause : nil)
  }

  private func decoded<Model: Decodable>(
    _ model: Model.Type, _ reply: HTTPReply, _ action: String
  ) throws(StoreError) -> Model {
    guard let decoded = try? JSONDecoder().decode(model, from: Data(reply.body)) else {
      throw fault(action, "the answer is not the service's; check the endpoint")
    }
    return decoded
  }

  private func fault(_ action: String, _ reason: String) -> StoreError {
    StoreError(.failed, "\(action) failed: \(reason)", location: name)
  }
}
