import Cryptography
import Providers

/// Writes index files that name what stays, in place of those that name what goes.
struct IndexRewrite {
  private let repository: Repository
  private let survey: IndexSurvey
  private let lock: RepositoryLock
  private var pending = IndexFile()
  /// By position of the blob in the table: two files that say the same are said once.
  private var isNamed: Bitmap
  /// The new index files.
  private(set) var written: Set<StorageID> = []

  /// Blobs in one index file, as many as restic puts there.
  private static let blobLimit = 50_000
  /// Files that are smaller are put together whenever others are rewritten.
  private static let smallFile: Int64 = 64 << 10

  init(_ repository: Repository, _ survey: IndexSurvey, _ lock: RepositoryLock) {
    self.repository = repository
    self.survey = survey
    self.lock = lock
    isNamed = Bitmap(count: survey.table.records.count)
  }

  /// Stores the new index files, and returns the old ones that they replace.
  mutating func write(
    _ plan: PrunePlan, adding new: IndexFile
  ) async throws(RepositoryError) -> [StorageID] {
    let positions = survey.packPositions()
    var replaced: [StorageID] = []
    for file in survey.files {
      let index = try await repository.loadIndexFile(file.id)
      let isAffected = index.packs.contains { pack in positions[pack.id].map { !plan.keepsPack(at: $0) } ?? false }
      guard isAffected || file.size < Self.smallFile else { continue }
      replaced.append(file.id)
      for pack in index.packs {
        guard let position = positions[pack.id], plan.keepsPack(at: position) else { continue }
        let entries = index.entries[pack.entries].filter { entry in
          survey.position(of: entry, inPackAt: position).map { isNamed.insert($0) } ?? true
        }
        if !entries.isEmpty { try await append(pack.id, entries) }
      }
    }
    for pack in new.packs { try await append(pack.id, Array(new.entries[pack.entries])) }
    try await flush()
    return replaced
  }

  private mutating func append(_ pack: StorageID, _ entries: [PackEntry]) async throws(RepositoryError) {
    pending.append(pack: pack, entries: entries)
    if pending.entries.count >= Self.blobLimit { try await flush() }
  }

  private mutating func flush() async throws(RepositoryError) {
    guard !pending.packs.isEmpty else { return }
    try await lock.ensureHeld()
    written.insert(try await repository.saveIndexFile(pending))
    pending = IndexFile()
  }
}
