import Synchronization

extension BlockObjectPages {
  public func flush() async throws(StoreError) {
    try checkWritable()
    _ = try await flushing { () async throws(StoreError) in try await self.flushAlone() }
  }

  /// What changes besides the blocks.
  typealias HeadChange = @Sendable (inout BlockHead) async throws(StoreError) -> Void

  /// Stores what has changed, and switches the head. Only one at a time.
  ///
  /// - Parameter change: is asked last; with it the head is switched even where no block has changed.
  func flushAlone(_ change: HeadChange? = nil) async throws(StoreError) {
    var attempts = 0
    while true {
      do throws(StoreError) {
        return try await switchOnce(change)
      } catch {
        attempts += 1
        // A head of an earlier attempt has taken effect meanwhile: go on from that.
        guard error.cause is OwnHeadFound, attempts < 3 else { throw error }
      }
    }
  }

  private func switchOnce(_ change: HeadChange?) async throws(StoreError) {
    try checkWritable()
    let (captures, size) = state.withLock { ($0.buffer.cut(), $0.size) }
    do throws(StoreError) {
      try await putAll(captures)
      let (base, changed) = state.withLock { ($0.head, $0.buffer.flushing) }
      if changed.isEmpty, size == Int64(base.size), change == nil { return state.withLock { $0.buffer.flushed() } }
      let update = BlockMapUpdate(reader, parallel: settings.parallel) { self.nextMoment() }
      var head = base
      head.size = UInt64(size)
      head.tree = try await update.apply(
        changed.map { BlockMapUpdate.Change(index: $0.key, reference: $0.value) }.sorted { $0.index < $1.index },
        to: base.tree, blocks: blocks(in: 0..<size).upperBound)
      head.time = now()
      try await change?(&head)
      // After everything that this head refers to.
      head.sequence = nextMoment().sequence + 1
      try await replaceHead(with: head)
      try await deleteUseless(replaced: update.replacedObjects, by: base)
    } catch {
      state.withLock { $0.buffer.flushFailed() }
      throw error
    }
  }

  /// All of them have ended, well or not, on return.
  private func putAll(_ captures: [BlockBuffer.Capture]) async throws(StoreError) {
    let begun = Mutex<Set<UInt64>>([])
    do throws(StoreError) {
      try await BoundedTasks.forEach(captures, limit: settings.parallel) { capture throws(StoreError) in
        begun.withLock { _ = $0.insert(capture.index) }
        try await self.put(capture, forFlush: true)
      }
    } catch {
      let ended = begun.withLock { $0 }
      for capture in captures where !ended.contains(capture.index) { finish(capture, nil, true) }
      throw error
    }
  }

  /// A head of this writer that was not known to have arrived.
  private struct OwnHeadFound: Error {}

  private func replaceHead(with head: BlockHead) async throws(StoreError) {
    let etag = state.withLock { state in
      state.isUncertain = true
      return state.etag
    }
    var arrived: String?
    do throws(StoreError) {
      arrived = try await store.put(
        layout.head, head.encoded, options: PutOptions(condition: .ifMatch(etag: etag))
      ).etag
    } catch {
      guard error.code == .conditionFailed else { throw error }
    }
    if arrived == nil {
      // Refused, or arrived without an ETag.
      let (found, foundETag) = try await BlockObjects.head(layout, in: store)
      guard found.writer == head.writer, found.volume == head.volume else { throw supersede() }
      if found != head {
        state.withLock { ($0.head, $0.etag) = (found, foundETag) }
        throw StoreError(
          .unavailable, "an earlier flush has taken effect meanwhile; flush again", location: name, isRetryable: true,
          cause: OwnHeadFound())
      }
      arrived = foundETag
    }
    state.withLock { state in
      state.head = head
      state.etag = arrived ?? etag
      state.buffer.flushed()
      state.isUncertain = false
    }
  }

  /// Deletes what the new head does not refer to, and no snapshot either. Failing costs storage, not safety.
  private func deleteUseless(replaced: [BlockMapUpdate.Replaced], by base: BlockHead) async throws(StoreError) {
    await deleteUseless(from: 1)
    var keys: [String] = []
    for object in replaced where object.reference.moment >= base.boundary {
      keys.append(layout.object(object.reference, height: object.height, index: object.index, volume: reader.volume))
    }
    let head = state.withLock { $0.head }
    if head.catalogue != base.catalogue, !base.catalogue.isNone {
      keys.append(layout.catalogue(base.catalogue, volume: reader.volume))
    }
    await delete(keys)
  }

  /// Deletes what was stored and never came into a map, where there is so much of it: blocks that are written again and
  /// again between two flushes.
  func deleteUseless(from count: Int) async {
    let keys = state.withLock { state -> [String] in
      guard state.useless.count >= count else { return [] }
      defer { state.useless = [] }
      return state.useless
    }
    await delete(keys)
  }

  func delete(_ keys: [String]) async {
    for start in stride(from: 0, to: keys.count, by: 1000) {
      _ = try? await store.delete(Array(keys[start..<min(start + 1000, keys.count)]))
    }
  }
}
