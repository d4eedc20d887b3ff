/// A volume that is to be served, and how.
public struct ServedVolume: Sendable {
  public var name: String
  public var place: VolumePlace
  /// `nil` for one that is not encrypted.
  public var key: VolumeKey?
  /// `nil` caches nothing.
  public var cache: CacheSettings?
  public var isReadOnly: Bool
  /// Where it is served; its name is the export's.
  public var addresses: [NBDAddress]
  /// Everything above that is not an address, as text: where it differs the volume is closed and opened again.
  public var fingerprint: String
  /// Who this server is: the same one takes over what it held before it was killed (see `Volume.open`).
  public var holder: String?

  public init(
    name: String, place: VolumePlace, key: VolumeKey?, cache: CacheSettings?, isReadOnly: Bool,
    addresses: [NBDAddress], fingerprint: String, holder: String?
  ) {
    self.name = name
    self.place = place
    self.key = key
    self.cache = cache
    self.isReadOnly = isReadOnly
    self.addresses = addresses
    self.fingerprint = fingerprint
    self.holder = holder
  }
}
