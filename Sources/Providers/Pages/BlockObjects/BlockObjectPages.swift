import Synchronization

/// A volume as block objects: random writes on any object store.
///
/// Writes change blocks in memory; those that do not fit are stored as new objects, and `flush` stores the rest, the
/// changed parts of the map, and then switches the head, which is when all of it counts. A block that is all zeros has
/// no object. Opening for writing takes over: an older writer's flush is refused, and nothing it has stored is ever
/// part of the volume again.
public final class BlockObjectPages: PageStore {
  struct State {
    /// What is in the store, as far as known.
    var head: BlockHead
    var etag: String
    /// Bytes; the head has them after the next flush.
    var size: Int64
    /// The next number for an object.
    var sequence: UInt64
    var buffer = BlockBuffer()
    /// Another writer has taken over.
    var isSuperseded = false
    /// Objects that nothing refers to.
    var useless: [String] = []
    /// A head may be on its way that refers to objects which look useless: they are left to `collect`.
    var isUncertain = false
    var lease: (lease: PageLease, etag: String)?
  }

  let store: any ObjectStore
  let layout: BlockLayout
  let reader: BlockObjectReader
  let access: PageAccess
  let settings: BlockObjects.Settings
  let now: @Sendable () -> Int64
  let state: Mutex<State>
  /// Of bytes: whoever changes a block has it alone, whoever reads it shares it.
  let locks = RangeLocks()
  /// One flush at a time.
  private let flushes = RangeLocks()

  init(
    _ store: any ObjectStore, _ layout: BlockLayout, _ head: BlockHead, etag: String, access: PageAccess,
    settings: BlockObjects.Settings, now: @escaping @Sendable () -> Int64
  ) {
    self.store = store
    self.layout = layout
    self.access = access
    self.settings = settings
    self.now = now
    reader = BlockObjectReader(
      store: store, layout: layout, volume: head.volume, shift: head.shift, cachedNodes: settings.cachedNodes)
    state = Mutex(State(head: head, etag: etag, size: Int64(head.size), sequence: head.sequence))
  }

  public var name: String { reader.location }

  public var capabilities: PageCapabilities {
    [
      .snapshots, .instantSnapshots, .changes, .cheapChanges, .leases, .leaseBreaking, .atomicFlush, .singleWriter,
    ]
  }

  public var geometry: PageGeometry { PageGeometry(alignment: 1, block: blockSize) }

  var blockSize: Int64 { Int64(reader.blockSize) }

  /// Of a volume that is open for reading: looks what was flushed last.
  public func properties() async throws(StoreError) -> PageProperties {
    if access == .reading { try await refresh() }
    return state.withLock { PageProperties(size: $0.size, modified: $0.head.time) }
  }

  public func close() async throws(StoreError) {
    if access == .writing, !state.withLock({ $0.isSuperseded }) { try await flush() }
    try await releaseLease()
  }

  /// One at a time.
  func flushing<T: Sendable>(_ body: () async throws(StoreError) -> T) async throws(StoreError) -> T {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    return try await flushes.locked(0..<1, .exclusive, body)
  }

  /// Looks for what is newer than what is known. Throws `.conditionFailed` in a writer that has been superseded.
  ///
  /// - Parameter known: where the head is another one by now, there is nothing to look for.
  func refresh(beyond known: BlockHead? = nil) async throws(StoreError) {
    if let known, state.withLock({ $0.head != known }) { return }
    let (head, etag) = try await BlockObjects.head(layout, in: store)
    guard head.volume == reader.volume else {
      throw StoreError(.notFound, "the volume was deleted, and another one made in its place", location: name)
    }
    if access == .writing {
      let isOwn = state.withLock { $0.head.writer == head.writer }
      guard !isOwn else {
        if known == nil { return }
        throw StoreError(
          .corrupted, "an object of the volume is missing; restore it from a version or a copy", location: name)
      }
      throw supersede()
    }
    if head == known {
      throw StoreError(
        .corrupted, "an object of the volume is missing; restore it from a version or a copy", location: name)
    }
    state.withLock { state in
      guard state.head != head else { return }
      state.head = head
      state.etag = etag
      state.size = Int64(head.size)
      state.buffer.forgetClean()
    }
  }

  /// Another writer has the volume.
  func supersede() -> StoreError {
    state.withLock { $0.isSuperseded = true }
    return StoreError(
      .conditionFailed,
      "another has opened the volume for writing; what was not flushed before is lost, open it again", location: name)
  }

  /// Runs `body` with the map as it is, and again with a newer one where objects of that have gone meanwhile.
  func withHead<T: Sendable>(
    _ body: (BlockHead) async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    var attempts = 0
    while true {
      let head = state.withLock { $0.head }
      do throws(StoreError) {
        return try await body(head)
      } catch {
        attempts += 1
        guard error.code == .notFound, attempts < 10 else { throw error }
      }
      try await refresh(beyond: head)
    }
  }

  /// Before something is changed.
  func checkWritable() throws(StoreError) {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    guard access == .writing else { throw StoreError(readingOnly: name) }
    if state.withLock({ $0.isSuperseded }) { throw supersede() }
  }

  func nextMoment() -> BlockMoment {
    state.withLock { state in
      defer { state.sequence += 1 }
      return BlockMoment(epoch: state.head.epoch, sequence: state.sequence)
    }
  }
}
