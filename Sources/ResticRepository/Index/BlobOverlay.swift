import Cryptography
import Glibc

/// A share of the blobs that have come since the index was loaded: one in `BlobIndex.shardCount`, by id.
///
/// Beyond `limit` the settled ones are sorted and spilled into a mapped file.
struct BlobOverlay {
  struct Key: Hashable {
    var id: StorageID
    var kind: BlobKind

    func hash(into hasher: inout Hasher) { hasher.combine(id.words.1) }
  }

  /// `nil` while the blob is claimed but not yet in a stored pack.
  private var locations: [Key: BlobLocation?] = [:]
  private var settledCount = 0
  private var spilled: [BlobTable] = []
  private(set) var blobCount = 0

  enum Presence {
    case absent, claimed
    case stored(BlobLocation)
  }

  func presence(of kind: BlobKind, _ id: StorageID) -> Presence {
    switch locations[Key(id: id, kind: kind)] {
    case .some(.some(let location)): return .stored(location)
    case .some(.none): return .claimed
    case .none: break
    }
    for table in spilled {
      if let location = table.location(of: kind, id) { return .stored(location) }
    }
    return .absent
  }

  mutating func claim(_ kind: BlobKind, _ id: StorageID) -> Bool {
    guard case .absent = presence(of: kind, id) else { return false }
    locations.updateValue(nil, forKey: Key(id: id, kind: kind))
    blobCount += 1
    return true
  }

  mutating func settle(_ entry: PackEntry, in pack: StorageID, limit: Int, directory: String) throws {
    let location = BlobLocation(
      pack: pack, offset: entry.offset, length: entry.length, uncompressedLength: entry.uncompressedLength)
    let previous = locations.updateValue(location, forKey: Key(id: entry.id, kind: entry.kind))
    if previous == nil { blobCount += 1 }
    if previous == nil || previous == .some(nil) { settledCount += 1 }
    if settledCount >= limit { try spill(directory: directory) }
  }

  private mutating func spill(directory: String) throws {
    var packs: [PackRecord] = []
    var positions: [StorageID: UInt32] = [:]
    var records: [BlobRecord] = []
    records.reserveCapacity(settledCount)
    for (key, location) in locations {
      guard let location else { continue }
      let entry = PackEntry(
        id: key.id, offset: location.offset, length: location.length,
        uncompressedLength: location.uncompressedLength, kind: key.kind)
      let position = positions[location.pack] ?? UInt32(packs.count)
      if Int(position) == packs.count {
        packs.append(PackRecord(location.pack))
        positions[location.pack] = position
      }
      packs[Int(position)].include(entry)
      records.append(BlobRecord(entry, pack: position))
    }
    records.sort(by: <)
    spilled.append(try BlobTableBuilder.spill(records, packs: packs, directory: directory))
    locations = locations.filter { $0.value == nil }
    settledCount = 0
  }

  func forEach(_ body: (IndexedBlob) throws -> Void) rethrows {
    for (key, location) in locations {
      if let location { try body(IndexedBlob(kind: key.kind, id: key.id, location: location)) }
    }
    for table in spilled {
      for record in table.records {
        guard let location = table.location(of: record) else { continue }
        try body(IndexedBlob(kind: record.kind, id: record.id, location: location))
      }
    }
  }
}
