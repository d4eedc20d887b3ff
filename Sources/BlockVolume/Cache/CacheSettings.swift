/// How a volume is cached.
public struct CacheSettings: Sendable, Hashable {
  public enum Place: Sendable, Hashable {
    /// Anonymous memory of this process; it can be swapped out.
    case memory
    /// A file of this path on a local disk, made where there is none. Its folder must exist.
    case file(String)
  }

  public enum Mode: Sendable, Hashable {
    /// A write is done when the device below has it.
    case writeThrough
    /// A write is done when the cache has it: `maxDirty` bytes (of `size`) of them at most wait for the device below,
    /// and none is sent later than `maxDirtyAge` after it came, as far as the device takes it.
    case writeBack(maxDirty: Int64, maxDirtyAge: Duration)
  }

  /// What `maxDirty` may not be less than, in bytes.
  public static let leastDirty: Int64 = 64 << 10

  public var place = Place.memory
  /// Bytes in all.
  public var size: Int64 = 64 << 20
  public var mode = Mode.writeThrough
  /// Bytes that are read ahead of a sequential reader at most; 0 for none. Never more than a quarter of what is cached.
  public var readAhead: Int64 = 8 << 20
  /// Bytes that are read from below, kept and dropped as one: a power of two from 4 KiB to 4 MiB.
  public var slot = 64 << 10
  /// Requests that destaging has under way at once, of up to 4 MiB each.
  public var parallel = 8
  /// Attempts of one request to the device below after which those who wait for it are told. It is repeated further.
  public var attempts = 5

  public init() {}

  public init(place: Place, size: Int64, mode: Mode = .writeThrough) {
    self.place = place
    self.size = size
    self.mode = mode
  }
}
