/// Volumes as block objects, in any object store that replaces objects on condition of their ETag.
///
/// A volume is the objects below its key; docs/block-objects.md is the format.
public struct BlockObjects: PageNamespace {
  public struct Settings: Sendable {
    /// Bytes of the blocks of new volumes: a power of two from 4 KiB to 64 MiB. The smaller, the less is moved for a
    /// small write, and the more objects there are.
    public var blockSize = 1 << 20
    /// Blocks that are kept in memory at most, besides those that requests carry.
    public var bufferedBlocks = 64
    /// Nodes of the map that are kept in memory at most, of 16 KiB each.
    public var cachedNodes = 256
    /// Requests that one call makes at once.
    public var parallel = 16
    /// Blocks that may be stored and not flushed; then the volume flushes by itself. Each takes some hundred bytes.
    public var unflushedBlocks = 16_384

    public init() {}
  }

  /// Powers of two that a block's size may be.
  static let shifts = 12...26

  let store: any ObjectStore
  let settings: Settings
  let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - store: with everything around it that a network needs; nothing is repeated here.
  ///   - now: this machine's time in nanoseconds since 1970.
  public init(
    _ store: any ObjectStore, settings: Settings = Settings(),
    now: @escaping @Sendable () -> Int64 = MemoryStore.systemTime
  ) {
    self.store = (store as? FileStore).map { LockedFileStore($0) } ?? store
    self.settings = settings
    self.now = now
  }

  public func createPages(
    _ key: String, size: Int64, contentType: String?
  ) async throws(StoreError) -> any PageStore {
    try await create(key, size: size)
  }

  public func openPages(_ key: String, _ access: PageAccess) async throws(StoreError) -> any PageStore {
    try await open(key, access)
  }

  /// As `createPages`.
  public func create(_ key: String, size: Int64) async throws(StoreError) -> BlockObjectPages {
    let layout = try layout(key)
    let location = "\(store.name)/\(key)"
    guard let shift = Self.shifts.first(where: { 1 << $0 == settings.blockSize }) else {
      throw StoreError(
        .failed, "blocks cannot have \(settings.blockSize) bytes; choose a power of two from 4 KiB to 64 MiB",
        location: location)
    }
    guard size >= 0 else { throw StoreError(size: size, alignment: 1, largest: .max, location: location) }
    let head = BlockHead(
      shift: UInt8(shift), size: UInt64(size), volume: BlockHead.randomBytes(), writer: BlockHead.randomBytes(),
      time: now())
    let info: ObjectInfo
    do throws(StoreError) {
      info = try await store.put(layout.head, head.encoded, options: PutOptions(condition: .ifAbsent))
    } catch {
      guard error.code == .conditionFailed else { throw error }
      throw StoreError(
        .conditionFailed, "there is a volume of that name already", location: location, cause: error)
    }
    let etag = try await etag(info, of: layout.head)
    return BlockObjectPages(
      store, layout, head, etag: etag, access: .writing, settings: settings, now: now)
  }

  /// As `openPages`: whoever opens for writing takes the volume over from whoever wrote it before.
  public func open(_ key: String, _ access: PageAccess = .writing) async throws(StoreError) -> BlockObjectPages {
    let layout = try layout(key)
    while true {
      var (head, etag) = try await Self.head(layout, in: store)
      if access == .writing {
        head.epoch += 1
        head.sequence = 1
        head.writer = BlockHead.randomBytes()
        do throws(StoreError) {
          let info = try await store.put(
            layout.head, head.encoded, options: PutOptions(condition: .ifMatch(etag: etag)))
          etag = try await self.etag(info, of: layout.head)
        } catch {
          // Another one was faster: take over from that.
          if error.code == .conditionFailed, !Task.isCancelled { continue }
          throw error
        }
      }
      return BlockObjectPages(store, layout, head, etag: etag, access: access, settings: settings, now: now)
    }
  }

  /// The lease first: whoever opens for writing takes the volume over.
  public func openPages(_ key: String, leasedBy id: String, seconds: Int) async throws(StoreError) -> any PageStore {
    let layout = try layout(key)
    let (head, etag) = try await Self.head(layout, in: store)
    let asker = BlockObjectPages(store, layout, head, etag: etag, access: .writing, settings: settings, now: now)
    try await asker.acquireLease(id: id, seconds: seconds)
    return try await openPages(key, id, seconds: seconds)
  }

  /// The head goes first: what remains after that is no volume any more.
  public func deletePages(_ key: String) async throws(StoreError) {
    let layout = try layout(key)
    if let failure = try await store.delete([layout.head]).first { throw failure.error }
    while true {
      let page = try await store.list(prefix: "\(key)/", after: nil, limit: 1000)
      if page.objects.isEmpty { return }
      if let failure = try await store.delete(page.objects.map(\.key)).first { throw failure.error }
    }
  }

  /// The head that is there now, with its ETag.
  static func head(_ layout: BlockLayout, in store: any ObjectStore) async throws(StoreError) -> (BlockHead, String) {
    let location = "\(store.name)/\(layout.key)"
    let sink = CollectingSink(capacity: BlockHead.length)
    let info: ObjectInfo
    do throws(StoreError) {
      info = try await store.get(layout.head, range: nil, to: sink)
    } catch {
      guard error.code == .notFound else { throw error }
      throw StoreError(.notFound, "there is no such volume", location: location, cause: error)
    }
    guard let etag = info.etag else { throw Self.noETag(location) }
    return (try BlockHead(decoding: sink.take(), location: location), etag)
  }

  private func etag(_ info: ObjectInfo, of key: String) async throws(StoreError) -> String {
    if let etag = info.etag { return etag }
    guard let etag = try await store.head(key).etag else { throw Self.noETag("\(store.name)/\(key)") }
    return etag
  }

  static func noETag(_ location: String) -> StoreError {
    StoreError(
      .unsupported, "the store gives no ETags, which block objects need; use another store", location: location)
  }

  private func layout(_ key: String) throws(StoreError) -> BlockLayout {
    try ObjectKey.validate(key, in: store.name)
    guard store.capabilities.isSuperset(of: [.putIfMatch, .putIfAbsent]) else {
      throw StoreError(
        .unsupported,
        "this store replaces no object on condition of its ETag, so that two writers would damage each other's volume; "
          + "use one that does, or a sparse file", location: "\(store.name)/\(key)")
    }
    return BlockLayout(key: key)
  }
}
