import Cryptography
import Providers
import Synchronization

/// Packs on their way to the store, and the index files that follow them.
extension BlobWriter {
  /// Sends a pack; blocks the worker's thread while too many are on their way.
  func upload(_ pack: FinishedPack) {
    slots.take()
    begin()
    Task.detached {
      await self.send(pack)
      self.slots.free()
      self.end()
    }
  }

  /// Sends one of the last packs, from asynchronous code: there are few.
  func start(_ pack: FinishedPack) {
    begin()
    Task.detached {
      await self.send(pack)
      self.end()
    }
  }

  func waitForUploads() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        if state.uploadsUnderWay == 0 { return true }
        state.allUploaded = continuation
        return false
      }
      if isIdle { continuation.resume() }
    }
  }

  /// What did not fill a pack.
  func finishLastPacks() throws(RepositoryError) -> [FinishedPack] {
    var last = packs.takeAll()
    do {
      return try repository.codecs.withItem { codec in
        var finished: [FinishedPack] = []
        while var pack = last.popLast() {
          finished.append(try pack.finish(sealer: codec.sealer, hasher: codec.hasher))
        }
        return finished
      }
    } catch {
      throw fail(error, while: "finishing the last packs")
    }
  }

  private func begin() { state.withLock { $0.uploadsUnderWay += 1 } }

  private func end() {
    let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.uploadsUnderWay -= 1
      guard state.uploadsUnderWay == 0 else { return nil }
      defer { state.allUploaded = nil }
      return state.allUploaded
    }
    waiting?.resume()
  }

  private func send(_ pack: FinishedPack) async {
    guard !hasFailed.load(ordering: .acquiring) else { return }
    do {
      try await repository.put(.pack, pack.id, pack.bytes)
      await repository.keepTreePack(pack)
      try index.settle(pack.entries, in: pack.id)
      state.withLock { state in
        if state.pending.packs.isEmpty { state.pendingSince = .now }
        state.pending.append(pack: pack.id, entries: pack.entries)
        state.summary.packs += 1
        state.summary.packBytes += Int64(pack.bytes.count)
      }
      try await writeIndex(always: false)
    } catch {
      _ = fail(error, while: "storing a pack")
    }
  }

  /// Writes an index file of the packs stored since the last one, when there are enough of them or it has been long.
  func writeIndex(always: Bool) async throws(RepositoryError) {
    let due = state.withLock { state -> IndexFile? in
      let isDue =
        always || state.pending.entries.count >= Self.indexBlobLimit
        || .now - state.pendingSince >= Self.indexAgeLimit
      guard isDue, !state.pending.packs.isEmpty else { return nil }
      defer { state.pending = IndexFile() }
      return state.pending
    }
    guard let due else { return }
    do throws(RepositoryError) {
      try await lock?.ensureHeld()
      _ = try await repository.saveIndexFile(due)
      state.withLock { $0.summary.indexFiles += 1 }
    } catch {
      throw fail(error)
    }
  }
}
