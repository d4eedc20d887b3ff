import HTTPTypes
import Secrets

/// A share of Azure's file service, its files as objects and their paths as keys.
///
/// Directories are made as they are needed, and go with the last object in them. An object is written under a temporary
/// name beside its own and then renamed, so that nobody sees a part of it. Single requests: nothing is repeated but a
/// request whose token the service calls expired, once.
///
/// The service takes names that differ in case alone for one, and has no place for some characters: keys with those are
/// refused by `put`, and are not there for everything else.
public final class AzureFilesStore: ObjectStore {
  public let configuration: AzureFilesConfiguration
  let sender: AzureSender
  let clock: StoreClock

  /// Connects to nothing yet. Throws `.failed` for a configuration that cannot work.
  ///
  /// - Parameters:
  ///   - clock: waits between two looks at a copy that the service makes.
  ///   - now: this machine's time in nanoseconds since 1970.
  public init(
    _ configuration: AzureFilesConfiguration, credentials: any AzureCredentialSource, transport: any HTTPTransport,
    clock: StoreClock = .system, now: @escaping @Sendable () -> Int64 = MemoryStore.systemTime
  ) throws(StoreError) {
    self.configuration = configuration
    self.clock = clock
    var place = AzureConfiguration(
      account: configuration.account, container: configuration.share, endpoint: configuration.endpoint)
    place.apiVersion = configuration.apiVersion
    sender = AzureSender(
      service: .files, place: place, name: "azurefiles:\(configuration.account)/\(configuration.share)",
      credentials: credentials, transport: transport, now: now)
    guard AzureFilesKey.isShare(configuration.share) else {
      throw StoreError(
        .failed, "this is no name of a share; it has 3 to 63 lower-case letters, digits and single hyphens",
        location: "azurefiles:\(configuration.account)/\(configuration.share.prefix(100))")
    }
  }

  public var name: String { sender.name }

  public var capabilities: StoreCapabilities { [.serverSideCopy, .metadata, .putIfAbsent, .containers] }

  func location(_ key: String) -> String { sender.location(key) }

  /// Names may end in dots.
  static let nameFields: HTTPFields = [.ms("allow-trailing-dot"): "true"]

  /// A request about a file or a directory.
  func request(
    _ method: HTTPRequest.Method, _ path: String, _ query: [(name: String, value: String)] = [], action: String
  ) -> AzureRequest {
    var request = AzureRequest(method, .blob(key: path), query, action: action)
    request.fields = Self.nameFields
    return request
  }

  /// The address of a file, as sources of copies and renames are named.
  func url(_ key: String) async throws(StoreError) -> String {
    let url = "\(configuration.endpoint.server)\(sender.path(.blob(key: key)))"
    guard case .sharedAccess(let signature) = try await sender.credentials.credentials().kind else { return url }
    return url + signature.withBytes { "?" + String(decoding: $0, as: UTF8.self) }
  }
}
