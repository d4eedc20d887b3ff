/// What a served volume is and does, at one moment, as the control socket tells it.
public struct VolumeStatus: Sendable, Hashable, Codable {
  public var name: String
  /// Where its bytes are.
  public var backing: String
  /// Bytes.
  public var size: Int64
  public var isReadOnly: Bool
  /// Another has taken the volume: nothing is written any more.
  public var isFenced: Bool
  /// Where it is served, as URIs.
  public var addresses: [String]
  /// Clients that are connected.
  public var connections: Int
  /// What clients asked for, since it is served.
  public var counters: DeviceCounters
  /// `nil` where nothing is cached.
  public var cache: CacheCounters?

  public init(
    name: String, backing: String, size: Int64, isReadOnly: Bool, isFenced: Bool = false, addresses: [String],
    connections: Int, counters: DeviceCounters, cache: CacheCounters? = nil
  ) {
    self.name = name
    self.backing = backing
    self.size = size
    self.isReadOnly = isReadOnly
    self.isFenced = isFenced
    self.addresses = addresses
    self.connections = connections
    self.counters = counters
    self.cache = cache
  }
}
