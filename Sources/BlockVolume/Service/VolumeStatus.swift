/// What a served volume is and does, at one moment, as the control socket tells it.
public struct VolumeStatus: Sendable, Hashable, Codable {
  public var name: String
  /// Where its bytes are.
  public var backing: String
  /// Bytes.
  public var size: Int64
  public var isReadOnly: Bool
  /// Where it is served, as URIs.
  public var addresses: [String]
  /// Clients that are connected.
  public var connections: Int
  /// What clients asked for, since it is served.
  public var counters: DeviceCounters

  public init(
    name: String, backing: String, size: Int64, isReadOnly: Bool, addresses: [String], connections: Int,
    counters: DeviceCounters
  ) {
    self.name = name
    self.backing = backing
    self.size = size
    self.isReadOnly = isReadOnly
    self.addresses = addresses
    self.connections = connections
    self.counters = counters
  }
}
