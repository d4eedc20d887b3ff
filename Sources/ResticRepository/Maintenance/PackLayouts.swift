/// What the index says of each pack, by the pack's position in the table.
struct PackLayouts: Sendable {
  struct Layout: Sendable {
    var blobs = 0
    var fileBytes = Int64(SealedForm.overhead + PackHeader.trailerLength)
    var hasData = false
    var hasTrees = false

    var isMixed: Bool { hasData && hasTrees }
  }

  private(set) var packs: [Layout]

  init(_ table: BlobTable) {
    packs = [Layout](repeating: Layout(), count: table.packCount)
    for record in table.records {
      let entry = record.entry
      packs[Int(record.pack)].blobs += 1
      packs[Int(record.pack)].fileBytes += Int64(entry.length) + Int64(PackHeader.encodedLength(of: entry))
      if entry.kind == .data { packs[Int(record.pack)].hasData = true } else { packs[Int(record.pack)].hasTrees = true }
    }
  }
}
