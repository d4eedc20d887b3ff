import Synchronization

/// The numbers behind `CacheCounters`, counted by many at once.
final class CacheCounting: Sendable {
  private let hits = Atomic<Int64>(0)
  private let misses = Atomic<Int64>(0)
  private let loaded = Atomic<Int64>(0)
  private let readAhead = Atomic<Int64>(0)
  private let destaged = Atomic<Int64>(0)
  private let epochs = Atomic<Int64>(0)
  private let retries = Atomic<Int64>(0)
  private let stalls = Atomic<Int64>(0)

  func add(
    hits: Int64 = 0, misses: Int64 = 0, loaded: Int64 = 0, readAhead: Int64 = 0, destaged: Int64 = 0,
    epochs: Int64 = 0, retries: Int64 = 0, stalls: Int64 = 0
  ) {
    if hits != 0 { self.hits.add(hits, ordering: .relaxed) }
    if misses != 0 { self.misses.add(misses, ordering: .relaxed) }
    if loaded != 0 { self.loaded.add(loaded, ordering: .relaxed) }
    if readAhead != 0 { self.readAhead.add(readAhead, ordering: .relaxed) }
    if destaged != 0 { self.destaged.add(destaged, ordering: .relaxed) }
    if epochs != 0 { self.epochs.add(epochs, ordering: .relaxed) }
    if retries != 0 { self.retries.add(retries, ordering: .relaxed) }
    if stalls != 0 { self.stalls.add(stalls, ordering: .relaxed) }
  }

  var value: CacheCounters {
    var value = CacheCounters()
    value.hits = hits.load(ordering: .relaxed)
    value.misses = misses.load(ordering: .relaxed)
    value.loaded = loaded.load(ordering: .relaxed)
    value.readAhead = readAhead.load(ordering: .relaxed)
    value.destaged = destaged.load(ordering: .relaxed)
    value.epochs = epochs.load(ordering: .relaxed)
    value.retries = retries.load(ordering: .relaxed)
    value.stalls = stalls.load(ordering: .relaxed)
    return value
  }
}
