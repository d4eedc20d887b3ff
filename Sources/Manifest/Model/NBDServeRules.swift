/// Where a volume is served over NBD, under its own name.
public struct NBDServeRules: Hashable, Sendable {
  public var listen: ListenAddress
  public var origins = Origins()

  public init(listen: ListenAddress) { self.listen = listen }
}
