/// What stands between a served volume and its backing.
public struct VolumeCacheRules: Hashable, Sendable {
  /// A file on a local disk; nil is this process's memory.
  public var path: LocalPath?
  /// In all, what waits to be stored included.
  public var size: ByteSize
  public var mode = CacheModeChoice.writeThrough
  /// The most that waits to be stored; there with `write-back` only, and always.
  public var maxDirty: ByteSize?
  /// The longest that a write waits to be stored; there with `write-back` only, and always.
  public var maxDirtyAge: TimeSpan?
  public var origins = Origins()

  public init(size: ByteSize) { self.size = size }
}
