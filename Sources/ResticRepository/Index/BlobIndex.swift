public import Cryptography
import Synchronization

/// Which blobs a repository holds, and where.
///
/// What was stored when the index was loaded is a sorted table in a mapped file, read without a lock; what has come
/// since is a small overlay. Memory does not grow with the repository. Any thread may ask at any time.
public final class BlobIndex: Sendable {
  static let shardCount = 16
  /// Blobs that the overlay keeps in memory, about 100 bytes each.
  public static let defaultOverlayLimit = 1 << 18

  let table: BlobTable
  private let shards: [Shard]
  private let shardLimit: Int
  private let directory: String

  private final class Shard: Sendable {
    let overlay = Mutex(BlobOverlay())
  }

  init(table: BlobTable, overlayLimit: Int = defaultOverlayLimit, directory: String = TemporaryFile.defaultDirectory) {
    self.table = table
    self.directory = directory
    shards = (0..<Self.shardCount).map { _ in Shard() }
    shardLimit = max(1, overlayLimit / Self.shardCount)
  }

  /// The index files that were loaded, ascending.
  public var indexFileIDs: [StorageID] { table.indexFileIDs }

  /// Blobs in the loaded index files, each copy counted, and those that have come since.
  public var blobCount: Int { shards.reduce(table.records.count) { $0 + $1.overlay.withLock { $0.blobCount } } }

  /// Whether the blob is stored, or about to be by this process.
  public func contains(_ kind: BlobKind, _ id: StorageID) -> Bool {
    if table.contains(kind, id) { return true }
    return shard(of: id).overlay.withLock { overlay in
      if case .absent = overlay.presence(of: kind, id) { false } else { true }
    }
  }

  /// Where the blob is; any copy of several. `nil` when it is not there, or not yet in a stored pack.
  public func lookup(_ kind: BlobKind, _ id: StorageID) -> BlobLocation? {
    if let location = table.location(of: kind, id) { return location }
    return shard(of: id).overlay.withLock { overlay in
      if case .stored(let location) = overlay.presence(of: kind, id) { location } else { nil }
    }
  }

  /// Every copy of the blob.
  public func copies(of kind: BlobKind, _ id: StorageID) -> [BlobLocation] {
    var copies = table.withCopies(of: kind, id) { _, copies in copies.compactMap(table.location(of:)) } ?? []
    shard(of: id).overlay.withLock { overlay in
      if case .stored(let location) = overlay.presence(of: kind, id) { copies.append(location) }
    }
    return copies
  }

  /// Every blob, each copy of it: first those of the loaded index files by id, then those that have come since.
  ///
  /// Nothing may be stored meanwhile.
  public func forEachBlob(_ body: (IndexedBlob) throws -> Void) rethrows {
    for record in table.records {
      guard let location = table.location(of: record) else { continue }
      try body(IndexedBlob(kind: record.kind, id: record.id, location: location))
    }
    for shard in shards { try shard.overlay.withLock { overlay in try overlay.forEach(body) } }
  }

  /// The packs that the loaded index files name, and where the last known blob in each ends.
  public func forEachPack(_ body: (_ pack: StorageID, _ blobsEnd: UInt32) throws -> Void) rethrows {
    for position in 0..<UInt32(table.packCount) {
      if let pack = table.pack(at: position) { try body(pack.id, pack.blobsEnd) }
    }
  }

  /// Where the last known blob ends in the pack that holds this copy of a blob: how far one may read ahead. `nil` for
  /// packs that came since.
  func blobsEnd(besides kind: BlobKind, _ id: StorageID, in pack: StorageID) -> Int64? {
    table.withCopies(of: kind, id) { _, copies in
      let records = copies.lazy.compactMap { [table] in table.pack(at: $0.pack) }
      return records.first { $0.id == pack }.map { Int64($0.blobsEnd) }
    }
  }

  /// Whether the caller is the first to bring this blob, and so has to store it.
  func claim(_ kind: BlobKind, _ id: StorageID) -> Bool {
    if table.contains(kind, id) { return false }
    return shard(of: id).overlay.withLock { $0.claim(kind, id) }
  }

  /// Takes note of a stored pack.
  func settle(_ entries: [PackEntry], in pack: StorageID) throws {
    for entry in entries {
      try shard(of: entry.id).overlay.withLock {
        try $0.settle(entry, in: pack, limit: shardLimit, directory: directory)
      }
    }
  }

  private func shard(of id: StorageID) -> Shard { shards[Int(id.words.0 & UInt64(Self.shardCount - 1))] }
}
