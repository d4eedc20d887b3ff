import Providers

/// Making, growing and deleting go in steps that a killed process may leave in between; each can be done again.
extension Volume {
  /// What is at `place`; `nil` where there is no volume, or one that was never finished.
  public static func inspect(_ place: VolumePlace) async throws(BlockError) -> VolumeFacts? {
    guard let record = try await VolumeRecord.read(place) else { return nil }
    do throws(StoreError) {
      let pages = try await place.namespace.openPages(place.key, .reading)
      let stored = try await pages.properties().size
      let size = stored - record.format.stored(0)
      try await pages.close()
      if let pending = record.pending, pending.from == nil { return nil }
      return record.facts(size: size)
    } catch {
      // The image went first, or never came.
      if error.code == .notFound { return nil }
      throw BlockError(error, place.description)
    }
  }

  /// Makes a volume of zeros.
  ///
  /// Throws `.failed` where there is one, or an image without a record: nothing is overwritten.
  public static func create(_ place: VolumePlace, _ facts: VolumeFacts) async throws(BlockError) {
    try facts.format.check(size: facts.size, place.description)
    let before = try await VolumeRecord.read(place)
    if try await inspect(place) != nil {
      throw BlockError(.failed, "there is a volume already", location: place.description)
    }
    let wasFree = before == nil ? await hasNothing(place) : false
    let record = VolumeRecord(facts, pending: VolumeRecord.Change(from: nil, to: facts.size))
    try await record.write(place, before == nil ? .ifAbsent : .always)
    let stored = facts.format.stored(facts.size)
    do throws(StoreError) {
      let pages = try await place.namespace.createPages(
        place.key, size: stored, contentType: "application/octet-stream")
      try await pages.close()
    } catch {
      // Our own, of an attempt that was killed, or of this one, whose reply was lost?
      var isOurs = before?.pending == record.pending
      if error.code == .conditionFailed, wasFree { isOurs = await hasZeros(place, stored) }
      guard error.code == .conditionFailed, isOurs else {
        try await restore(before, place)
        throw error.code == .conditionFailed ? taken(place, error) : BlockError(error, place.description)
      }
    }
    try await finish(record, place)
  }

  /// Deletes the volume with its snapshots. Idempotent. Throws `.fenced` while another has it open for writing.
  public static func delete(_ place: VolumePlace) async throws(BlockError) {
    guard try await VolumeRecord.read(place) != nil else { return }
    do throws(BlockError) {
      // Nobody may be writing, where leases do not keep the storage itself from deleting.
      let pages = try await openPages(place, .writing)
      try? await pages.close()
    } catch {
      if error.code != .notFound { throw error }
    }
    do throws(StoreError) {
      try await place.namespace.deletePages(place.key)
      if let failure = try await place.store.delete([place.recordKey]).first { throw failure.error }
    } catch {
      throw BlockError(error, place.description)
    }
  }

  /// Does what a record says is pending: the footer of a VHD is where it belongs, and nowhere else.
  static func finish(_ record: VolumeRecord, _ place: VolumePlace) async throws(BlockError) {
    guard let change = record.pending else { return }
    let pages = try await openPages(place, .writing)
    do throws(StoreError) {
      try await settle(pages, record.facts(size: change.to), change)
      try await pages.close()
    } catch {
      try? await pages.close()
      throw BlockError(error, place.description)
    }
    var record = record
    record.pending = nil
    try await record.write(place)
  }

  static func resize(
    _ pages: any PageStore, _ facts: VolumeFacts, from old: Int64, to size: Int64, _ place: VolumePlace
  ) async throws(BlockError) {
    var record = try await VolumeRecord.read(place) ?? VolumeRecord(facts)
    let change = VolumeRecord.Change(from: old, to: size)
    record.pending = change
    if facts.format != .raw { try await record.write(place) }
    do throws(StoreError) {
      try await settle(pages, facts, change)
    } catch {
      throw BlockError(error, place.description)
    }
    record.pending = nil
    if facts.format != .raw { try await record.write(place) }
  }

  /// Bytes of the disk; throws `.corrupted` where the image does not say the same.
  static func size(
    of pages: any PageStore, _ record: VolumeRecord, _ place: VolumePlace
  ) async throws(BlockError) -> Int64 {
    do {
      let stored = try await pages.properties().size
      guard record.format == .vhd else {
        guard stored % 512 == 0 else {
          throw BlockError(
            .corrupted, "the image has \(stored) bytes, which are no whole sectors; nothing was changed",
            location: place.description)
        }
        return stored
      }
      let footer = try await pages.read(max(0, stored - Int64(VHDFooter.length))..<stored)
      return Int64(try VHDFooter(decoding: footer, stored: stored, location: place.description).size)
    } catch let error as BlockError {
      throw error
    } catch let error as StoreError {
      throw BlockError(error, place.description)
    } catch {
      throw BlockError(.failed, "\(error)", location: place.description, cause: error)
    }
  }

  private static func settle(
    _ pages: any PageStore, _ facts: VolumeFacts, _ change: VolumeRecord.Change
  ) async throws(StoreError) {
    let size = change.to
    try await pages.resize(to: facts.format.stored(size))
    if facts.format == .vhd {
      let footer = VHDFooter(
        size: UInt64(size), created: UInt32(clamping: MemoryStore.systemTime() / 1_000_000_000 - 946_684_800),
        id: facts.idBytes)
      try await pages.write(footer.encoded, at: size)
      // Where the footer was, the disk is zeros now.
      let length = Int64(VHDFooter.length)
      if let old = change.from, old + length <= size { try await pages.clear(old..<old + length) }
    }
    try await pages.flush()
  }

  /// Whether there is certainly nothing at `place`.
  private static func hasNothing(_ place: VolumePlace) async -> Bool {
    do throws(StoreError) {
      try await place.namespace.openPages(place.key, .reading).close()
      return false
    } catch {
      return error.code == .notFound
    }
  }

  /// Whether what is at `place` is as it was made, with that many bytes.
  private static func hasZeros(_ place: VolumePlace, _ size: Int64) async -> Bool {
    do throws(StoreError) {
      let pages = try await place.namespace.openPages(place.key, .reading)
      var isNew = try await pages.properties().size == size
      if isNew { isNew = try await pages.allocatedRanges(in: 0..<size, limit: 1).ranges.isEmpty }
      try await pages.close()
      return isNew
    } catch {
      return false
    }
  }

  private static func restore(_ record: VolumeRecord?, _ place: VolumePlace) async throws(BlockError) {
    if let record { return try await record.write(place) }
    // Nobody else's: only one of those who found none could write one.
    _ = try? await place.store.delete([place.recordKey])
  }

  private static func taken(_ place: VolumePlace, _ error: StoreError) -> BlockError {
    BlockError(
      .failed,
      "there is something at this place that is no volume of this program; choose another place, or move it away and "
        + "import it", location: place.description, cause: error)
  }
}

extension VolumeFacts {
  /// 16 bytes.
  package var idBytes: [UInt8] {
    let digits = id.filter(\.isHexDigit)
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(digits.dropFirst($0).prefix(2), radix: 16)
    }
    return Array((bytes + [UInt8](repeating: 0, count: 16)).prefix(16))
  }
}
