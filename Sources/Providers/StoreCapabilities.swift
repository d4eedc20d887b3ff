/// What a store can do beyond the core of `ObjectStore`.
public struct StoreCapabilities: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `put` with `.ifAbsent` is atomic.
  public static let putIfAbsent = Self(rawValue: 1 << 0)
  /// `put` with `.ifMatch` is atomic.
  public static let putIfMatch = Self(rawValue: 1 << 1)
  /// `copy` works.
  public static let serverSideCopy = Self(rawValue: 1 << 2)
  /// User metadata given to `put` comes back from `head`.
  public static let metadata = Self(rawValue: 1 << 3)
  /// Objects are files of this machine: `ObjectStore.local` opens them.
  public static let localFiles = Self(rawValue: 1 << 4)
  /// Objects can be put in parts: `ObjectStore.multipart` does it.
  public static let multipart = Self(rawValue: 1 << 5)
  /// What was replaced or deleted is kept, where the store is set up so: `ObjectStore.versioned` finds it.
  public static let versions = Self(rawValue: 1 << 6)
  /// URLs for others: `ObjectStore.presigning` gives them.
  public static let presigning = Self(rawValue: 1 << 7)
  /// Its container can be made, and those beside it named: `ObjectStore.containers` does it.
  public static let containers = Self(rawValue: 1 << 8)
  /// Objects can be held by one owner at a time: `ObjectStore.leasing` does it.
  public static let leases = Self(rawValue: 1 << 9)
  /// Objects are kept in tiers: `ObjectStore.tiered` moves them.
  public static let tiers = Self(rawValue: 1 << 10)
}
