import Cryptography
import Providers

/// What becomes of every pack, and of every copy of a blob.
struct PrunePlan: Sendable {
  /// By position of the pack in the table.
  let actions: [PrunePolicy.Action]
  let usages: PackUsages
  /// Sizes by position of the pack; `nil` where the store has no such pack.
  private let sizes: [Int64?]
  /// Packs in the store that no index names.
  private let orphans: [(id: StorageID, size: Int64)]

  /// Compares the index with the packs in the store, and throws where something needed is not as the index says.
  init(
    _ repository: Repository, _ survey: IndexSurvey, marks: Bitmap, policy: PrunePolicy
  ) async throws(RepositoryError) {
    let positions = survey.packPositions()
    var sizes = [Int64?](repeating: nil, count: survey.table.packCount)
    var orphans: [(id: StorageID, size: Int64)] = []
    for (id, size) in try await repository.list(.pack) {
      if let position = positions[id] { sizes[Int(position)] = size } else { orphans.append((id, size)) }
    }
    usages = PackUsages(survey.table, marks: marks) { sizes[Int($0)] != nil }
    for (position, usage) in usages.packs.enumerated() where usage.usedBlobs > 0 {
      guard sizes[position] != usage.fileBytes, let pack = survey.table.pack(at: UInt32(position)) else { continue }
      throw RepositoryError(
        sizes[position] == nil ? .missing : .damaged,
        "nothing was pruned: the pack is needed and "
          + (sizes[position].map { "has \($0) bytes instead of \(usage.fileBytes)" } ?? "is not there")
          + "; `check` shows what is lost", location: repository.location(.pack, pack.id))
    }
    actions = policy.decide(usages.packs)
    self.sizes = sizes
    self.orphans = orphans
  }

  /// Whether anything is to be changed at all.
  var hasWork: Bool { !orphans.isEmpty || changesIndex }

  /// Whether an index names anything that goes or moves.
  var changesIndex: Bool { actions.contains { $0 != .keep } }

  /// Whether an index may go on naming the pack.
  func keepsPack(at position: UInt32) -> Bool { actions[Int(position)] == .keep }

  /// Every pack that is in the store and is not to stay.
  func packsToDelete(_ survey: IndexSurvey) -> [StorageID] {
    let known = actions.indices.filter { actions[$0] != .keep && sizes[$0] != nil }
      .compactMap { survey.table.pack(at: UInt32($0))?.id }
    return known + orphans.map(\.id)
  }

  func describe(in report: inout PruneReport) {
    report.usedBlobs = usages.usedBlobs
    report.usedBytes = usages.usedBytes
    report.duplicateBlobs = usages.duplicateBlobs
    report.duplicateBytes = usages.duplicateBytes
    report.unusedBlobs = usages.unusedBlobs
    report.unusedBytes = usages.unusedBytes
    report.orphanPacks = orphans.count
    report.orphanBytes = orphans.reduce(0) { $0 + $1.size }
    report.freedBytes = report.orphanBytes
    for (position, usage) in usages.packs.enumerated() {
      switch actions[position] {
      case .keep:
        report.keptPacks += 1
        report.remainingUnusedBytes += usage.unusedBytes
      case .repack:
        report.repackedPacks += 1
        report.repackedBytes += usage.fileBytes
        report.freedBytes += usage.unusedBytes
      case .delete:
        guard let size = sizes[position] else {
          report.forgottenPacks += 1
          continue
        }
        report.deletedPacks += 1
        report.freedBytes += size
      }
    }
  }
}
