/// When a write to a cached volume is done.
public enum CacheModeChoice: String, Hashable, Sendable, CaseIterable {
  /// When the backing has it.
  case writeThrough = "write-through"
  /// When the cache has it.
  case writeBack = "write-back"
}
