/// A store that is one container of an account, and can make it and name the others.
///
/// Found through the `containers` capability: see `ObjectStore.containers`.
public protocol ContainerStore: ObjectStore {
  /// Makes the store's own container. Idempotent: false where it was there already and is ours.
  func makeContainer() async throws(StoreError) -> Bool

  /// The containers of the account, ascending by the bytes of their names. The store's own need not exist.
  func containersOfAccount() async throws(StoreError) -> [ContainerInfo]
}

/// A container as the service lists it.
public struct ContainerInfo: Sendable, Hashable {
  public var name: String
  /// By the store's clock, in nanoseconds since 1970; `nil` where the service does not say.
  public var created: Int64?

  public init(name: String, created: Int64? = nil) {
    self.name = name
    self.created = created
  }
}

extension ObjectStore {
  /// This store, if it can make its container.
  public var containers: (any ContainerStore)? {
    capabilities.contains(.containers) ? self as? any ContainerStore : nil
  }

  /// The same, where anything else is a mistake of the caller: throws `.unsupported`.
  package func requireContainers() throws(StoreError) -> any ContainerStore {
    if let containers { return containers }
    throw StoreError(.unsupported, "this store makes and lists no containers", location: name)
  }
}
