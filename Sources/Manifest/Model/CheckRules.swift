/// How deep `check` looks. The structure is always checked.
public struct CheckRules: Hashable, Sendable {
  /// Which packs are read and verified.
  public var readData = ReadDataSelection.none
  public var origins = Origins()

  public init() {}
}
