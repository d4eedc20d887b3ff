import Synchronization

@testable import Providers

/// Makes every call again that fails, as who uses a volume is told to.
struct RepeatingPages: PageStore {
  let store: any PageStore
  /// Calls that failed and were made again.
  let repeated: FaultCount

  var name: String { store.name }
  var capabilities: PageCapabilities { store.capabilities }
  var geometry: PageGeometry { store.geometry }

  func properties() async throws(StoreError) -> PageProperties {
    try await again { () async throws(StoreError) in try await store.properties() }
  }

  func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try await again { () async throws(StoreError) in try await store.read(range) }
  }

  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    try await again { () async throws(StoreError) in try await store.allocatedRanges(in: range, limit: limit) }
  }

  func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList {
    try await again { () async throws(StoreError) in
      try await store.changedRanges(since: snapshot, in: range, limit: limit)
    }
  }

  func write(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.write(bytes, at: offset) }
  }

  func clear(_ range: Range<Int64>) async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.clear(range) }
  }

  func resize(to size: Int64) async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.resize(to: size) }
  }

  func flush() async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.flush() }
  }

  func makeSnapshot() async throws(StoreError) -> PageSnapshot {
    try await again { () async throws(StoreError) in try await store.makeSnapshot() }
  }

  func snapshots(after cursor: String?, limit: Int) async throws(StoreError) -> PageSnapshotList {
    try await again { () async throws(StoreError) in try await store.snapshots(after: cursor, limit: limit) }
  }

  func openSnapshot(_ id: String) async throws(StoreError) -> any PageReader {
    try await again { () async throws(StoreError) in try await store.openSnapshot(id) }
  }

  func deleteSnapshot(_ id: String) async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.deleteSnapshot(id) }
  }

  func acquireLease(id: String, seconds: Int?) async throws(StoreError) -> PageLease {
    try await again { () async throws(StoreError) in try await store.acquireLease(id: id, seconds: seconds) }
  }

  func renewLease() async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.renewLease() }
  }

  func releaseLease() async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.releaseLease() }
  }

  func breakLease(after seconds: Int?) async throws(StoreError) -> Int {
    try await again { () async throws(StoreError) in try await store.breakLease(after: seconds) }
  }

  func close() async throws(StoreError) {
    try await again { () async throws(StoreError) in try await store.close() }
  }

  private func again<T>(_ body: () async throws(StoreError) -> T) async throws(StoreError) -> T {
    for _ in 0..<100 {
      do throws(StoreError) {
        return try await body()
      } catch {
        guard error.code == .failed || error.code == .noSpace else { throw error }
        repeated.add()
      }
    }
    return try await body()
  }
}

final class FaultCount: Sendable {
  private let state = Mutex(0)
  var value: Int { state.withLock { $0 } }
  func add() { state.withLock { $0 += 1 } }
}
