import Secrets

/// A container of Azure's blob service, its block blobs as objects.
///
/// Single requests: nothing is repeated but a request whose token the service calls expired, once. Keys are as
/// `ObjectStore` has them; blobs of other programs with other names are not listed. User metadata of any text comes back:
/// what header fields cannot carry is percent-encoded in values.
public final class AzureStore: ObjectStore {
  public let configuration: AzureConfiguration
  let sender: AzureSender
  let clock: StoreClock

  /// Connects to nothing yet. Throws `.failed` for a configuration that cannot work.
  ///
  /// - Parameters:
  ///   - clock: waits between two looks at a copy that the service makes.
  ///   - now: this machine's time in nanoseconds since 1970.
  public init(
    _ configuration: AzureConfiguration, credentials: any AzureCredentialSource, transport: any HTTPTransport,
    clock: StoreClock = .system, now: @escaping @Sendable () -> Int64 = MemoryStore.systemTime
  ) throws(StoreError) {
    self.configuration = configuration
    self.clock = clock
    sender = AzureSender(
      service: .blobs, place: configuration, name: "azure:\(configuration.account)/\(configuration.container)",
      credentials: credentials, transport: transport, now: now)
    try Self.validate(configuration)
  }

  public var name: String { sender.name }

  public var capabilities: StoreCapabilities {
    [
      .serverSideCopy, .metadata, .multipart, .presigning, .putIfAbsent, .putIfMatch, .containers, .versions, .leases,
      .tiers,
    ]
  }

  var credentials: any AzureCredentialSource { sender.credentials }

  func location(_ key: String) -> String { sender.location(key) }

  func path(_ target: AzureRequest.Target) -> String { sender.path(target) }

  private static func validate(_ configuration: AzureConfiguration) throws(StoreError) {
    let container = configuration.container
    let isName = container.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
    }
    guard isName && (3...63).contains(container.utf8.count) || ["$root", "$web", "$logs"].contains(container) else {
      throw StoreError(
        .failed, "this is no name of a container; it has 3 to 63 lower-case letters, digits and single hyphens",
        location: "azure:\(configuration.account)/\(container.prefix(100))")
    }
    guard configuration.tags.count <= 10 else {
      throw StoreError(.failed, "a blob has at most ten tags", location: "azure:\(configuration.account)/\(container)")
    }
  }
}
