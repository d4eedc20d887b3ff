public import Providers
import Secrets

/// An S3 server on loopback that stops with the test process, whatever ends that, its data with it.
///
/// Tests share one of each kind, started when it is first asked for, and keep apart by buckets and prefixes.
public struct TestServer: Sendable {
  public enum Kind: Sendable, CaseIterable {
    case seaweedFS, moto, rclone

    /// Whether the server can keep a promise of the contract, as far as it is known not to.
    public func canKeep(_ clause: StoreContract.Clause) -> Bool {
      switch (self, clause.description) {
      // It writes into the file that readers have open.
      case (.rclone, "a reader beside a writer sees one version whole"): false
      // It passes parts on as they come, and answers a copied part with nothing.
      case (.rclone, "parts make one object, in the order of their numbers"): false
      case (.rclone, "a part may be copied from an object"): false
      case (.rclone, "a part takes the place of another of its number"): false
      // Now and then it still lists the first of the two, where both came at once.
      case (.seaweedFS, "a part takes the place of another of its number"): false
      // It stumbles over an upload that is not there.
      case (.moto, "an aborted upload leaves nothing"): false
      // Its threads share tables without a lock: now and then one of the writers gets status 500.
      case (.moto, "of many puts if absent one wins"): false
      default: true
      }
    }

    /// Whether the server has a place for a key that S3 allows.
    public func canHold(_ key: String) -> Bool {
      switch self {
      // It takes a backslash for a slash, and a part between slashes has at most 255 bytes.
      case .seaweedFS:
        !key.utf8.contains(UInt8(ascii: "\\"))
          && key.utf8.split(separator: UInt8(ascii: "/")).allSatisfy { $0.count <= 255 }
      // Its router takes no line break.
      case .moto: !key.utf8.contains(UInt8(ascii: "\n"))
      case .rclone: true
      }
    }
  }

  public let endpoint: S3Endpoint
  public let accessKeyID: String
  public let secretAccessKey: String
  /// What the server keeps of conditions.
  public let conditionalWrites: S3ConditionalWrites
  private let client: HTTPClient
  private let process: ServerProcess

  init(
    _ process: ServerProcess, port: Int, accessKeyID: String, secretAccessKey: String,
    conditionalWrites: S3ConditionalWrites
  ) throws {
    self.process = process
    endpoint = try S3Endpoint("http://127.0.0.1:\(port)")
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.conditionalWrites = conditionalWrites
    client = try HTTPClient(configuration: HTTPConfiguration(proxies: .none))
  }

  /// Verifies signatures and checksums, keeps conditions, lists by folders.
  public static func seaweedFS() async throws -> TestServer { try await TestServers.shared.server(.seaweedFS) }

  /// Has versions, tags, object lock and more; accepts every signature.
  public static func moto() async throws -> TestServer { try await TestServers.shared.server(.moto) }

  /// Verifies signatures; ignores conditions.
  public static func rcloneS3() async throws -> TestServer { try await TestServers.shared.server(.rclone) }

  /// The process's server of this kind.
  public static func shared(_ kind: Kind) async throws -> TestServer { try await TestServers.shared.server(kind) }

  /// Kills the server. Only for one of one's own.
  public func stop() { process.stop() }

  public var credentials: S3Credentials {
    S3Credentials(
      accessKeyID: accessKeyID, secretAccessKey: SecretBytes(copying: Array(secretAccessKey.utf8)), origin: "test")
  }

  public func configuration(bucket: String) -> S3Configuration {
    var configuration = S3Configuration(bucket: bucket, endpoint: endpoint)
    configuration.conditionalWrites = conditionalWrites
    return configuration
  }

  /// A bucket, made if it is not there; `change` is asked what is special about its configuration.
  public func bucket(
    _ name: String, _ change: (inout S3Configuration) -> Void = { _ in }
  ) async throws -> S3Store {
    let store = try store(bucket: name, change)
    try await store.createBucket()
    return store
  }

  /// A bucket that need not be there.
  public func store(
    bucket: String, _ change: (inout S3Configuration) -> Void = { _ in }
  ) throws(StoreError) -> S3Store {
    var configuration = configuration(bucket: bucket)
    change(&configuration)
    return try S3Store(configuration, credentials: FixedS3Credentials(credentials), transport: client)
  }
}
