/// How an emulated account behaves.
public struct EmulatorSettings: Sendable {
  /// The account that Microsoft's tools know, with the key that everybody knows.
  public var accountName = "devstoreaccount1"
  public var accountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
  /// 0 for one that the system chooses.
  public var port = 10_000
  /// That of the file service; `nil` for the one behind `port`, or one that the system chooses where `port` is 0.
  public var filePort: Int?
  /// A token that is accepted, as if an identity service had given it.
  public var bearerToken: String?
  /// Milliseconds before each reply.
  public var latency: Int64 = 0
  /// Seconds that a copy stays pending.
  public var copySeconds: Int64 = 0
  /// Seconds that an archived blob is on its way to another tier.
  public var rehydrateSeconds: Int64 = 0
  /// Whether what blobs were before is kept, as versions.
  public var keepsVersions = false
  /// The share of requests that fail, between 0 and 1, and what chooses them.
  public var faultRate = 0.0
  public var seed: UInt64 = 1

  public init() {}
}
