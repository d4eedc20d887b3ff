/// What a prune did, or would do.
public struct PruneReport: Sendable, Hashable {
  /// Blobs that snapshots need, each once, and their bytes as stored.
  public var usedBlobs = 0
  public var usedBytes: Int64 = 0
  /// Further copies of those.
  public var duplicateBlobs = 0
  public var duplicateBytes: Int64 = 0
  /// Blobs that no snapshot needs.
  public var unusedBlobs = 0
  public var unusedBytes: Int64 = 0

  public var keptPacks = 0
  /// Packs whose needed part is copied into new ones.
  public var repackedPacks = 0
  public var repackedBytes: Int64 = 0
  /// Packs that go as they are.
  public var deletedPacks = 0
  /// Packs that no index knows; they go too.
  public var orphanPacks = 0
  public var orphanBytes: Int64 = 0
  /// Packs that an index names, which are not there and not needed.
  public var forgottenPacks = 0

  /// Bytes that the store has to hold less afterwards; an estimate before, by the headers of the new packs.
  public var freedBytes: Int64 = 0
  /// Bytes that stay though nobody needs them.
  public var remainingUnusedBytes: Int64 = 0

  /// Packs and index files that were written; 0 after a dry run.
  public var writtenPacks = 0
  public var writtenIndexFiles = 0
  public var isDryRun = false

  public init() {}
}
