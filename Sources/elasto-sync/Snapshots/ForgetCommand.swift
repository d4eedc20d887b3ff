import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Deletes snapshots.
struct ForgetCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Delete snapshots: those named, or those that retention lets go.",
    discussion: """
      Without names, --keep options decide, for each host, job and source by itself; without those, what the manifest
      declares. Snapshots without the tags of a job and a source go only by name, and of every job and source the newest
      stays. What only they needed is freed by prune.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var keep: KeepOptions
  @OptionGroup var dryRun: DryRunOption

  @Flag(help: "Prune afterwards.")
  var prune = false

  @OptionGroup var pruning: PruneOptionGroup

  @Argument(help: ArgumentHelp("Delete these: the beginning of an id, or latest~2.", valueName: "snapshot"))
  var snapshots: [String] = []

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let name = target.target
    let repositoryTarget = try workspace.repositoryTarget(named: name)
    let repository = try await workspace.openRepository(repositoryTarget)
    let all = try await repository.listSnapshots()
    let removed: [StorageID]
    if snapshots.isEmpty {
      let declared = DeclaredRetention(workspace.manifest, target: repositoryTarget)
      removed = try decide(all, declared, session)
    } else {
      let filter = try selection.filter()
      removed = try snapshots.map { try SnapshotSelector(parsing: $0).select(from: all, filter: filter).id }
    }
    try await forget(removed, of: all, repository, session)
    if prune { try await prune(repository, session) }
    return .done
  }

  private func decide(
    _ all: [(id: StorageID, snapshot: Snapshot)], _ declared: DeclaredRetention, _ session: Session
  ) throws -> [StorageID] {
    let filter = try selection.filter()
    let candidates = all.filter { filter.matches($0.snapshot) }.map { SnapshotSummary(id: $0.id, $0.snapshot) }
    let (now, zone) = (GoTime.now(), LocalZone.current())
    let outcome: RetentionOutcome
    if let policy = try keep.policy() {
      outcome = try policy.decide(candidates, now: now, zone: zone)
    } else {
      outcome = try declared.decide(candidates, now: now, zone: zone)
    }
    for kept in outcome.kept {
      let reasons = kept.reasons.map(\.description)
      session.say(.info, "keep \(kept.snapshot.id.short): \(reasons.joined(separator: ", "))")
      session.emit("snapshot_kept") { object in
        object.add("id", kept.snapshot.id.hex)
        object.add("reasons", reasons)
      }
    }
    return outcome.removed.map(\.id)
  }

  private func forget(
    _ ids: [StorageID], of all: [(id: StorageID, snapshot: Snapshot)], _ repository: Repository, _ session: Session
  ) async throws {
    if !dryRun.dryRun, !ids.isEmpty {
      _ = try await session.withLock(on: repository, exclusive: true) { lock in
        try await repository.forget(ids, holding: lock)
      }
    }
    for id in ids {
      let time = all.first { $0.id == id }.map { " of \($0.snapshot.time.text(in: .current()))" } ?? ""
      session.note("\(dryRun.dryRun ? "would forget" : "forgot") snapshot \(id.short)\(time)")
      session.emit("snapshot_forgotten") { object in
        object.add("id", id.hex)
        object.add("dry_run", dryRun.dryRun)
      }
    }
    if ids.isEmpty { session.note("nothing to forget") }
  }

  private func prune(_ repository: Repository, _ session: Session) async throws {
    let upkeep = session.upkeep(repository, target, try session.settings())
    try await pruning.prune(upkeep, isDryRun: dryRun.dryRun, session)
  }
}
