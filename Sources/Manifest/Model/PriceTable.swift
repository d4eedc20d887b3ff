/// What a provider or a target charges; only for estimates.
public struct PriceTable: Hashable, Sendable {
  /// The provider or target that it is for.
  public var name: String
  /// ISO 4217.
  public var currency = "USD"
  public var perGiBMonth = 0.0
  /// For a thousand requests that write.
  public var perThousandPuts = 0.0
  public var perThousandGets = 0.0
  public var perThousandLists = 0.0
  /// For a GiB that leaves the provider.
  public var perGiBRead = 0.0
  public var origins = Origins()

  public init(name: String) { self.name = name }
}
