/// What a writing session has put into the store.
public struct WriterSummary: Sendable, Hashable {
  public var packs = 0
  /// Bytes of all packs, headers included.
  public var packBytes: Int64 = 0
  public var indexFiles = 0

  public init() {}
}
