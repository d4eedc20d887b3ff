import Providers
import ResticRepository
import Synchronization
import Testing

/// What the tests of prune and check share.
enum MaintenanceFixture {
  /// Packs of a few kilobytes, so that there are several.
  static let smallPacks = BlobWriterOptions(packSize: 6000)

  static func blobs(_ seeds: Range<UInt64>, length: Int = 900) -> [[UInt8]] {
    seeds.map { seed in
      var random = SeededGenerator(seed)
      return random.bytes(length)
    }
  }

  /// Three snapshots: of 0..<20, of 10..<30, of 20..<40. Returns them oldest first.
  static func threeSnapshots(_ fixture: RepositoryFixture) async throws -> [StorageID] {
    var ids: [StorageID] = []
    for seeds: Range<UInt64> in [0..<20, 10..<30, 20..<40] {
      try await fixture.backUp(blobs(seeds), options: smallPacks)
      let all = try await fixture.repository.listSnapshots().map(\.id)
      ids += all.filter { !ids.contains($0) }
    }
    return ids
  }

  static func prune(
    _ repository: Repository, _ options: PruneOptions = PruneOptions(policy: PrunePolicy(maxUnused: .percent(0)))
  ) async throws -> PruneReport {
    let lock = try await repository.lock(exclusive: true, options: .immediate)
    do {
      let report = try await repository.prune(holding: lock, options: options)
      try await lock.release()
      return report
    } catch {
      try? await lock.release()
      throw error
    }
  }

  static func forget(_ repository: Repository, _ ids: [StorageID]) async throws {
    let lock = try await repository.lock(exclusive: true, options: .immediate)
    try await repository.forget(ids, holding: lock)
    try await lock.release()
  }

  static func check(
    _ repository: Repository, _ readData: ReadDataSubset = .all
  ) async -> (report: CheckReport, findings: [CheckFinding]) {
    let found = Mutex<[CheckFinding]>([])
    let report = await repository.check(options: CheckOptions(readData: readData, parallel: 2)) { finding in
      found.withLock { $0.append(finding) }
    }
    return (report, found.withLock { $0 })
  }

  /// All the data that a snapshot of `RepositoryFixture.backUp` leads to.
  static func content(_ repository: Repository, _ id: StorageID) async throws -> [[UInt8]] {
    let snapshot = try await repository.loadSnapshot(id)
    let tree = try await repository.loadTree(snapshot.tree)
    var content: [[UInt8]] = []
    for id in tree.nodes[0].content ?? [] { content.append(try await repository.loadBlob(.data, id)) }
    return content
  }

  static func size(_ store: any ObjectStore, prefix: String = "data/") async throws -> Int64 {
    var total: Int64 = 0
    var cursor: String?
    repeat {
      let page = try await store.list(prefix: prefix, after: cursor, limit: 1000)
      total += page.objects.reduce(0) { $0 + $1.size }
      cursor = page.next
    } while cursor != nil
    return total
  }
}
