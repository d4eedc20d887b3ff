/// Everything that is kept under one name: the blob, what it was before, and what it may become.
struct BlobEntry: Sendable {
  /// Which of them a request means.
  enum Selector: Sendable {
    case current
    case snapshot(String)
    case version(String)
  }

  /// The blob as it is. One that was deleted stays here while the account keeps such.
  var current: Blob?
  /// By their times.
  var snapshots: [String: Blob] = [:]
  /// Earlier ones, by their ids.
  var versions: [String: Blob] = [:]
  var uncommitted = UncommittedBlocks()

  var isEmpty: Bool { current == nil && snapshots.isEmpty && versions.isEmpty && uncommitted.isEmpty }

  /// The blob, unless it is deleted.
  var live: Blob? { current.flatMap { $0.deletion == nil ? $0 : nil } }

  /// Keeps what the blob was, as a version.
  mutating func keep(_ old: Blob) {
    guard let id = old.version else { return }
    versions[id] = old
    versions[id]?.lease = Lease()
  }

  var hasSnapshots: Bool { snapshots.values.contains { $0.deletion == nil } }

  func blob(_ which: Selector) -> Blob? {
    switch which {
    case .current: return live
    case .snapshot(let time): return snapshots[time].flatMap { $0.deletion == nil ? $0 : nil }
    case .version(let id):
      if let live, live.version == id { return live }
      return versions[id].flatMap { $0.deletion == nil ? $0 : nil }
    }
  }

  private func has(_ which: Selector) -> Bool { blob(which) != nil }

  /// Changes one of them where it lies. `body` throws before it changes anything.
  mutating func change<Result>(
    _ which: Selector, _ body: (inout Blob) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    guard has(which) else { throw .blobNotFound }
    var result: Result?
    switch which {
    case .snapshot(let time):
      if let index = snapshots.index(forKey: time) { result = try body(&snapshots.values[index]) }
    case .version(let id):
      if let index = versions.index(forKey: id) {
        result = try body(&versions.values[index])
      } else {
        result = try current?.apply(body)
      }
    case .current: result = try current?.apply(body)
    }
    guard let result else { throw .blobNotFound }
    return result
  }

  /// Brings everything up to the time: what was under way and is done by now, and what was kept for long enough.
  mutating func settle(at now: StorageTime) {
    current?.settle(at: now)
    if current?.isForgotten(at: now) == true { current = nil }
    for (time, blob) in snapshots where blob.isForgotten(at: now) { snapshots[time] = nil }
    for (id, blob) in versions {
      if blob.isForgotten(at: now) {
        versions[id] = nil
      } else if blob.rehydration != nil {
        versions[id]?.settle(at: now)
      }
    }
  }
}
