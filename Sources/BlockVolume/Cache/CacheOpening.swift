import Cryptography
import Providers

/// The steps to a cache.
struct CacheOpening {
  private let lower: any BlockDevice
  private let settings: CacheSettings
  private let volumeID: String
  private let lastWriter: String?
  private let clock: StoreClock
  /// Bytes of the journal; 0 where nothing is written back.
  private let ring: Int64
  private let maxAge: Duration

  init(
    _ lower: any BlockDevice, _ settings: CacheSettings, volumeID: String, lastWriter: String? = nil,
    clock: StoreClock
  ) throws(BlockError) {
    self.lower = lower
    self.settings = settings
    self.volumeID = volumeID
    self.lastWriter = lastWriter
    self.clock = clock
    if case .writeBack(let maxDirty, let age) = settings.mode, !lower.isReadOnly {
      (ring, maxAge) = (min(maxDirty, 1 << 51) / 4096 * 4096, age)
    } else {
      (ring, maxAge) = (0, .zero)
    }
    try check()
  }

  private func check() throws(BlockError) {
    let least = JournalLayout.ring + ring
    let isSlotValid = settings.slot >= 4096 && settings.slot <= 4 << 20 && settings.slot & (settings.slot - 1) == 0
    let problem: String? =
      if case .writeBack(let maxDirty, _) = settings.mode, maxDirty < CacheSettings.leastDirty {
        "max-dirty has to be \(CacheSettings.leastDirty) bytes at least"
      } else if settings.size > 1 << 50 || settings.size < least {
        "the cache of \(settings.size) bytes needs at least \(least): max-dirty, and \(JournalLayout.ring) bytes"
      } else if !isSlotValid {
        "a slot of the cache cannot have \(settings.slot) bytes; choose a power of two from 4 KiB to 4 MiB"
      } else if volumeID.utf8.count > JournalSuperblock.longestID {
        "the volume's id is longer than \(JournalSuperblock.longestID) bytes"
      } else {
        nil
      }
    if let problem { throw BlockError(.failed, problem, location: lower.name) }
  }

  // MARK: In memory

  func memory() throws(BlockError) -> CachedDevice {
    let storage = try CacheFile.memory(size: settings.size, volume: lower.name)
    return try device(storage, try superblock(generation: 1))
  }

  // MARK: In a file

  func file(_ path: String) async throws(BlockError) -> CachedDevice {
    let threads = BlockingThreads.files
    let (file, block) = try await threads.run { () throws(BlockError) in try self.openOrCreate(path) }
    if block.ring == ring, block.fileSize == settings.size {
      return try await threads.run { () throws(BlockError) in try self.device(file, block) }
    }
    // What waits is sent from where it is, before the file is divided in another way.
    let old = try await threads.run { () throws(BlockError) in try self.device(file, block) }
    do throws(BlockError) {
      try await old.drain()
    } catch {
      await old.stop()
      throw error
    }
    await old.stop()
    return try await threads.run { () throws(BlockError) in
      let last = try self.superblock(of: file, size: try file.size(volume: self.lower.name))
      // What a crash leaves is never shorter than its superblock says.
      if self.settings.size > last.fileSize { try file.allocate(self.settings.size, self.lower.name) }
      let block = try self.format(file, generation: last.generation)
      if self.settings.size < last.fileSize { try file.allocate(self.settings.size, self.lower.name) }
      return try self.device(file, block)
    }
  }

  /// Blocks, as all that follows.
  private func openOrCreate(_ path: String) throws(BlockError) -> (CacheFile, JournalSuperblock) {
    guard let file = try CacheFile.open(path, volume: lower.name) else {
      let file = try CacheFile.create(path, size: settings.size, volume: lower.name)
      let block = try format(file, generation: 0)
      try file.publish(volume: lower.name)
      return (file, block)
    }
    let size = try file.size(volume: lower.name)
    if size > 0 { return (file, try superblock(of: file, size: size)) }
    try file.allocate(settings.size, lower.name)
    return (file, try format(file, generation: 0))
  }

  /// The superblock of what is there, if it is this volume's.
  func superblock(of storage: any CacheStorage, size: Int64) throws(BlockError) -> JournalSuperblock {
    let block = try reader(storage).superblock(fileSize: size)
    // Bytes, not characters: equal is what is the same file of the same volume.
    guard block.volumeID.utf8.elementsEqual(volumeID.utf8) else {
      throw BlockError(
        .failed,
        "the cache file \(storage.name) belongs to the volume \(block.volumeID), not to \(volumeID); "
          + "choose another path", location: lower.name)
    }
    return block
  }

  /// Begins anew in `storage`, which has its size.
  func format(_ storage: any CacheStorage, generation: UInt64) throws(BlockError) -> JournalSuperblock {
    var block = try superblock(generation: generation)
    for _ in JournalLayout.superblocks {
      block.generation += 1
      let position = JournalLayout.superblocks[Int(block.generation % UInt64(JournalLayout.superblocks.count))]
      try storage.write(IOBuffer(block.encode()).whole, at: position)
      try storage.synchronize()
    }
    return block
  }

  private func reader(_ storage: any CacheStorage) -> JournalReader {
    JournalReader(storage: storage, volume: lower.name)
  }

  private func superblock(generation: UInt64) throws(BlockError) -> JournalSuperblock {
    do throws(CryptographyError) {
      let journal = RecordFields(try SecureRandom.bytes(8)).get(0, as: UInt64.self)
      return JournalSuperblock(
        isClean: true, incarnation: 1, generation: generation, volumeSize: lower.size, ring: ring,
        fileSize: settings.size, journal: journal, volumeID: volumeID)
    } catch {
      throw BlockError(.failed, "no random number for the cache: \(error)", location: lower.name, cause: error)
    }
  }

  // MARK: The device

  /// The device with what is in `storage`. Nothing is written before everything is checked.
  func device(_ storage: any CacheStorage, _ block: JournalSuperblock) throws(BlockError) -> CachedDevice {
    let (fence, origin) = (Fence(), JournalLayout.ring + block.ring)
    let slots = SlotCache(
      lower, storage: storage, origin: origin, size: block.fileSize - origin, settings: settings,
      counters: CacheCounting())
    guard block.ring > 0 else { return CachedDevice(lower, slots, nil, fence, block.id) }
    let journal = try Journal(storage, block, volume: lower.name, clock: clock)
    if !journal.isEmpty { try checkSendable(block, storage.name) }
    try journal.resume(volumeSize: lower.size)
    let writeBack = WriteBack(journal, slots, settings, maxAge: maxAge, fence: fence, clock: clock)
    writeBack.start()
    return CachedDevice(lower, slots, writeBack, fence, block.id)
  }

  /// Whether what waits in a file may be sent to this device.
  private func checkSendable(_ block: JournalSuperblock, _ name: String) throws(BlockError) {
    let problem: String? =
      if block.isFenced || lastWriter.map({ $0 != block.id }) ?? false {
        "another has taken over the volume before they were stored, so they must not be; move the file away to go on "
          + "without them"
      } else if lower.size < block.volumeSize {
        "the volume had \(block.volumeSize) bytes then and has \(lower.size) now; give it its size back, or move the "
          + "file away to go on without them"
      } else if lower.isReadOnly {
        "the volume is open for reading only; open it for writing once"
      } else {
        nil
      }
    guard let problem else { return }
    throw BlockError(
      lower.isReadOnly ? .readOnly : .failed,
      "the cache file \(name) holds writes that are not stored yet, but \(problem)", location: lower.name)
  }
}
