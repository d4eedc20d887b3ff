/// How a volume is reached while it is served.
public struct VolumeServeRules: Hashable, Sendable {
  public var nbd: NBDServeRules?
  /// Allows listening beyond this machine, where anybody can connect.
  public var isOpen = false
  public var origins = Origins()

  public init() {}
}
