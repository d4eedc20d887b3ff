/// A store that keeps each object in a tier: how soon it can be read, and what it costs meanwhile.
///
/// Found through the `tiers` capability: see `ObjectStore.tiered`.
public protocol TieredStore: ObjectStore {
  /// Where the object is, and whether it is on its way. Throws `.notFound` where there is no such object.
  func tier(of key: String) async throws(StoreError) -> ObjectTier

  /// Moves the object to a tier, in the store's words. Idempotent.
  ///
  /// From a tier that cannot be read this takes hours: it returns at once, and `tier(of:)` says when it has been done.
  /// Throws `.unavailable` while another move is under way, `.failed` for a tier that the store does not have.
  func setTier(_ tier: String, of key: String, urgency: TierUrgency) async throws(StoreError)
}

/// What a store says of an object's tier.
public struct ObjectTier: Sendable, Hashable {
  /// In the store's words: `Cool`.
  public var name: String
  /// The object's bytes can be read now.
  public var isReadable: Bool
  /// The tier that it is on its way to.
  public var destination: String?

  public init(name: String, isReadable: Bool = true, destination: String? = nil) {
    self.name = name
    self.isReadable = isReadable
    self.destination = destination
  }
}

/// How soon an object is to be readable again; sooner costs more.
public enum TierUrgency: Sendable, Hashable {
  /// Up to fifteen hours with Azure.
  case standard
  /// Within an hour, for what is not large.
  case high
}

extension ObjectStore {
  /// This store, if it has tiers.
  public var tiered: (any TieredStore)? {
    capabilities.contains(.tiers) ? self as? any TieredStore : nil
  }

  /// The same, where anything else is a mistake of the caller: throws `.unsupported`.
  package func requireTiered() throws(StoreError) -> any TieredStore {
    if let tiered { return tiered }
    throw StoreError(.unsupported, "this store has no tiers", location: name)
  }
}
