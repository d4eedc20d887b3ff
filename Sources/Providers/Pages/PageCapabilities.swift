/// What a page store can do beyond reading, writing, clearing and resizing.
public struct PageCapabilities: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Snapshots are made, listed, read and deleted.
  public static let snapshots = Self(rawValue: 1 << 0)
  /// A snapshot takes no longer for a large volume than for a small one, and no space of its own.
  public static let instantSnapshots = Self(rawValue: 1 << 1)
  /// `changedRanges` works.
  public static let changes = Self(rawValue: 1 << 2)
  /// `changedRanges` costs what has changed, not what is there.
  public static let cheapChanges = Self(rawValue: 1 << 3)
  /// Leases are acquired, renewed and released.
  public static let leases = Self(rawValue: 1 << 4)
  /// A lease that another holds can be broken.
  public static let leaseBreaking = Self(rawValue: 1 << 5)
  /// While a lease is held, the storage itself refuses what others write; else a lease only keeps out those who ask for
  /// it too.
  public static let leaseFencing = Self(rawValue: 1 << 6)
  /// A write is durable when it returns, and `flush` has nothing to do.
  public static let durableWrites = Self(rawValue: 1 << 7)
  /// After a crash everything is as it was at one moment between the last two flushes: writes are not kept one by one.
  public static let atomicFlush = Self(rawValue: 1 << 8)
  /// Whoever opens for writing takes over: an older writer's flush is refused and changes nothing.
  public static let singleWriter = Self(rawValue: 1 << 9)
}
