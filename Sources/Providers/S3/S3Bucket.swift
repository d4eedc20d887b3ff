/// A bucket as the service lists it.
public struct S3Bucket: Sendable, Hashable {
  public var name: String
  /// By the store's clock, in nanoseconds since 1970.
  public var created: Int64?
  public var region: String?

  public init(name: String, created: Int64? = nil, region: String? = nil) {
    self.name = name
    self.created = created
    self.region = region
  }
}
