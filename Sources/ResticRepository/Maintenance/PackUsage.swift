import Cryptography

/// How much of a pack is still needed.
struct PackUsage: Sendable, Hashable {
  var usedBlobs = 0
  var unusedBlobs = 0
  /// Bytes of sealed blobs.
  var usedBytes: Int64 = 0
  var unusedBytes: Int64 = 0
  /// Bytes of the sealed header and its length.
  var headerBytes = Int64(SealedForm.overhead + PackHeader.trailerLength)
  var hasData = false
  var hasTrees = false

  /// What the file's size should be.
  var fileBytes: Int64 { usedBytes + unusedBytes + headerBytes }
  var isMixed: Bool { hasData && hasTrees }

  mutating func include(_ entry: PackEntry, isUsed: Bool) {
    if isUsed {
      usedBlobs += 1
      usedBytes += Int64(entry.length)
    } else {
      unusedBlobs += 1
      unusedBytes += Int64(entry.length)
    }
    headerBytes += Int64(PackHeader.encodedLength(of: entry))
    if entry.kind == .data { hasData = true } else { hasTrees = true }
  }
}

/// How much of each pack is needed, and which copy of each needed blob stays.
struct PackUsages: Sendable {
  /// By position of the pack in the table.
  private(set) var packs: [PackUsage]
  /// By position of the blob in the table: this copy is the one to keep.
  private(set) var kept: Bitmap
  /// Needed blobs, each once.
  private(set) var usedBlobs = 0
  private(set) var usedBytes: Int64 = 0
  /// Further copies of needed blobs.
  private(set) var duplicateBlobs = 0
  private(set) var duplicateBytes: Int64 = 0
  private(set) var unusedBlobs = 0
  private(set) var unusedBytes: Int64 = 0

  /// - Parameters:
  ///   - marks: the first copy of each needed blob.
  ///   - isThere: whether the pack of that position is in the store: a copy elsewhere is none.
  init(_ table: BlobTable, marks: Bitmap, isThere: (UInt32) -> Bool) {
    packs = [PackUsage](repeating: PackUsage(), count: table.packCount)
    kept = Bitmap(count: table.records.count)
    // First what there is one copy of, so that it is known which packs stay anyway.
    Self.forEachBlob(table) { copies in
      let first = table.records[copies.lowerBound]
      if !marks[copies.lowerBound] {
        for position in copies { add(table.records[position], isUsed: false) }
        unusedBlobs += copies.count
        unusedBytes += copies.reduce(0) { $0 + Int64(table.records[$1].entry.length) }
      } else if copies.count == 1 {
        kept.insert(copies.lowerBound)
        add(first, isUsed: true)
        countUsed(first)
      }
    }
    Self.forEachBlob(table) { copies in
      guard copies.count > 1, marks[copies.lowerBound] else { return }
      let best = copies.max { left, right in
        let (left, right) = (table.records[left].pack, table.records[right].pack)
        if isThere(left) != isThere(right) { return isThere(right) }
        return packs[Int(left)].usedBytes < packs[Int(right)].usedBytes
      }
      for position in copies {
        let record = table.records[position]
        let isKept = position == best
        if isKept {
          kept.insert(position)
          countUsed(record)
        } else {
          duplicateBlobs += 1
          duplicateBytes += Int64(record.entry.length)
        }
        add(record, isUsed: isKept)
      }
    }
  }

  private mutating func add(_ record: BlobRecord, isUsed: Bool) {
    packs[Int(record.pack)].include(record.entry, isUsed: isUsed)
  }

  private mutating func countUsed(_ record: BlobRecord) {
    usedBlobs += 1
    usedBytes += Int64(record.entry.length)
  }

  /// Each blob's copies, which lie side by side.
  static func forEachBlob(_ table: BlobTable, _ body: (Range<Int>) -> Void) {
    var start = 0
    while start < table.records.count {
      let first = table.records[start]
      var end = start + 1
      while end < table.records.count, table.records[end].isCopy(of: first.kind, first.id) { end += 1 }
      body(start..<end)
      start = end
    }
  }
}
