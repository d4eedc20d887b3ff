/// Reads a cache file: what it is, and its records from the tail to the end.
///
/// Nothing of the file is believed: every number is checked before it is used. Throws `.corrupted` where something is
/// missing that had been durable, and never writes.
struct JournalReader {
  struct End: Hashable {
    var position: Int64
    var sequence: UInt64
    /// That of the next record.
    var epoch: UInt64
  }

  let storage: any CacheStorage
  /// For messages.
  let volume: String

  /// The superblock that counts. Throws `.unsupported` for a newer format, `.corrupted` for what is none.
  func superblock(fileSize: Int64) throws(BlockError) -> JournalSuperblock {
    var (found, newer, isDamaged): (JournalSuperblock?, UInt16?, Bool) = (nil, nil, false)
    for position in JournalLayout.superblocks {
      guard position + Int64(JournalSuperblock.size) <= fileSize else { continue }
      switch JournalSuperblock.read(try bytes(JournalSuperblock.size, at: position)) {
      case .valid(let block):
        if block.generation > found?.generation ?? 0 || found == nil { found = block }
      case .newer(let version): newer = version
      case .damaged: isDamaged = true
      case .foreign: break
      }
    }
    if let newer {
      throw BlockError(
        .unsupported,
        "the cache file \(storage.name) has format \(newer), this program knows \(JournalSuperblock.version); "
          + "open it with the program that made it", location: volume)
    }
    guard let found else {
      let what = isDamaged ? "is damaged at its start" : "is no cache of a volume"
      throw BlockError(
        .corrupted, "the file \(storage.name) \(what); it is left as it is: choose another path, or move it away",
        location: volume)
    }
    guard found.fileSize <= fileSize else {
      throw BlockError(
        .corrupted,
        "the cache file \(storage.name) has \(fileSize) bytes instead of \(found.fileSize); "
          + "it is left as it is: bring the whole of it back", location: volume)
    }
    return found
  }

  /// Calls `body` for each record with the position of what follows it, and returns where they end.
  func records(
    _ block: JournalSuperblock, _ body: (JournalRecord, Int64) -> Void
  ) throws(BlockError) -> End {
    var end = End(position: block.tail, sequence: block.sequence, epoch: block.epoch)
    let durable = try durable(block)
    while end.position - block.tail < block.ring, let record = try record(end, block) {
      body(record, end.position + Int64(JournalRecord.size))
      end.position += Int64(JournalRecord.size) + record.payload
      end.sequence += 1
      if record.kind == .mark { end.epoch += 1 }
    }
    if end.sequence <= durable {
      throw BlockError(
        .corrupted,
        "the cache file \(storage.name) is damaged: record \(end.sequence) of \(durable) that were safe cannot be read; "
          + "it is left as it is: bring it back from the disk's backup, or move it away and lose what it holds",
        location: volume)
    }
    return end
  }

  private func durable(_ block: JournalSuperblock) throws(BlockError) -> UInt64 {
    guard let mark = DurableMark(decoding: try bytes(DurableMark.size, at: JournalLayout.mark)),
      mark.journal == block.journal
    else { return 0 }
    return mark.sequence
  }

  /// The record that has to be there, whole; `nil` where there is none.
  private func record(_ end: End, _ block: JournalSuperblock) throws(BlockError) -> JournalRecord? {
    let place = end.position % block.ring
    let room = block.ring - place
    guard let record = JournalRecord(decoding: try bytes(JournalRecord.size, at: JournalLayout.ring + place)),
      record.journal == block.journal, record.sequence == end.sequence, record.epoch == end.epoch,
      record.sequence >= block.resumed
        ? record.incarnation == block.incarnation : record.incarnation < block.incarnation,
      record.isPlausible(volume: block.volumeSize, room: room),
      end.position + Int64(JournalRecord.size) + record.payload - block.tail <= block.ring
    else { return nil }
    guard record.kind == .write else { return record }
    let payload = IOBuffer(capacity: Int(record.payload)).whole
    try storage.read(into: payload, at: JournalLayout.ring + place + Int64(JournalRecord.size))
    return CRC32C.of(payload) == record.checksum ? record : nil
  }

  private func bytes(_ count: Int, at position: Int64) throws(BlockError) -> [UInt8] {
    let slice = IOBuffer(capacity: count).whole
    try storage.read(into: slice, at: position)
    return slice.array
  }
}
