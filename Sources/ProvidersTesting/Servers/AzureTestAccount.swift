public import AzureEmulator
public import Providers
import Secrets

/// An emulated storage account of this process, on a loopback port of its own.
public final class AzureTestAccount: Sendable {
  public let emulator: AzureEmulator
  public let settings: EmulatorSettings
  public let endpoint: AzureEndpoint
  let client: HTTPClient

  /// What the contract asks and the service has no request for.
  public static func canKeep(_ clause: StoreContract.Clause) -> Bool {
    // Blocks of an upload go with the next blob put there, or after a week, and not before.
    clause.description != "an aborted upload leaves nothing"
  }

  /// The tests of this process share one, and keep apart by containers and prefixes.
  public static func shared() async throws -> AzureTestAccount { try await SharedAccount.shared.account() }

  /// One of one's own; `change` is asked how it behaves.
  public init(_ change: (inout EmulatorSettings) -> Void = { _ in }) async throws {
    var settings = EmulatorSettings()
    settings.port = 0
    change(&settings)
    self.settings = settings
    emulator = try await AzureEmulator(settings)
    endpoint = try AzureEndpoint("http://127.0.0.1:\(emulator.port)/\(settings.accountName)")
    client = try HTTPClient(configuration: HTTPConfiguration(proxies: .none))
  }

  public var connectionString: String {
    "AccountName=\(settings.accountName);AccountKey=\(settings.accountKey);BlobEndpoint=\(endpoint)"
  }

  /// A container that need not be there. `credentials` are those of the account's key unless given.
  public func store(
    container: String, credentials: AzureCredentials.Kind? = nil,
    _ change: (inout AzureConfiguration) -> Void = { _ in }
  ) throws(StoreError) -> AzureStore {
    let text = SecretBytes(copying: Array(connectionString.utf8))
    let kind: AzureCredentials.Kind
    if let credentials { kind = credentials } else { kind = try AzureConnectionString(text).kind }
    var configuration = AzureConfiguration(account: settings.accountName, container: container, endpoint: endpoint)
    change(&configuration)
    return try AzureStore(
      configuration, credentials: FixedAzureCredentials(AzureCredentials(kind, origin: "test")), transport: client)
  }

  /// A container, made if it is not there.
  public func container(
    _ name: String, _ change: (inout AzureConfiguration) -> Void = { _ in }
  ) async throws -> AzureStore {
    let store = try store(container: name, change)
    do throws(StoreError) {
      try await store.createContainer()
    } catch {
      guard error.code == .conditionFailed else { throw error }
    }
    return store
  }
}

private actor SharedAccount {
  static let shared = SharedAccount()
  private var task: Task<AzureTestAccount, any Error>?

  func account() async throws -> AzureTestAccount {
    let running = task ?? Task { try await AzureTestAccount() }
    task = running
    return try await running.value
  }
}
