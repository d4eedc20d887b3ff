import Cryptography
import Providers

/// One prune, step by step. Until the packs go, which is last, nothing that was there is missing.
///
/// 1. list snapshots, load the index, mark what they need
/// 2. decide what becomes of each pack
/// 3. copy what is needed out of packs that go, into new packs
/// 4. write new index files, for what stays and for what is new
/// 5. delete the index files that they replace
/// 6. delete the packs that no index names any more
///
/// Killed between any two requests, the repository is whole: the old index files name only packs that are there until
/// they are gone, and the new ones name all that is needed before the first of them goes.
struct PruneRun {
  let repository: Repository
  let lock: RepositoryLock
  let options: PruneOptions
  private var report = PruneReport()

  init(_ repository: Repository, holding lock: RepositoryLock, options: PruneOptions) {
    self.repository = repository
    self.lock = lock
    self.options = options
  }

  mutating func run() async throws(RepositoryError) -> PruneReport {
    let survey = try await IndexSurvey.load(repository) { (_, error) throws(RepositoryError) in throw error }
    let marks = try await markNeeded(survey)
    let plan = try await PrunePlan(repository, survey, marks: marks, policy: options.policy)
    plan.describe(in: &report)
    report.isDryRun = options.isDryRun
    guard !options.isDryRun else { return report }
    try await apply(plan, survey)
    return report
  }

  /// What all snapshots need. Throws at whatever is not there: a repository that is not whole must not lose more.
  private func markNeeded(_ survey: IndexSurvey) async throws(RepositoryError) -> Bitmap {
    let snapshots = try await repository.listSnapshots()
    let faults = FaultCollector()
    let walk = ReachabilityWalk(repository, survey) { faults.add($0) }
    repository.index = BlobIndex(table: survey.table)
    defer { repository.index = nil }
    await walk.run(snapshots, width: options.parallel)
    if let first = faults.first {
      throw RepositoryError(
        .missing,
        "nothing was pruned, since the repository is not whole: \(first); `check` shows all, and what to do",
        location: repository.store.name)
    }
    try checkCancellation()
    return walk.marks
  }

  private func checkCancellation() throws(RepositoryError) {
    guard Task.isCancelled else { return }
    throw RepositoryError(.store, "the prune was interrupted; run it again", location: repository.store.name)
  }

  private mutating func apply(_ plan: PrunePlan, _ survey: IndexSurvey) async throws(RepositoryError) {
    guard plan.hasWork else { return }
    try await lock.ensureHeld()
    if plan.changesIndex { try await move(plan, survey) }
    try await lock.ensureHeld()
    try await remove(.pack, plan.packsToDelete(survey))
  }

  private mutating func move(_ plan: PrunePlan, _ survey: IndexSurvey) async throws(RepositoryError) {
    var repacker = PackRepacker(repository, survey, plan, options: options)
    let newPacks = try await repacker.run()
    report.writtenPacks = newPacks.packs.count
    try checkCancellation()
    var rewrite = IndexRewrite(repository, survey, lock)
    let replaced = try await rewrite.write(plan, adding: newPacks)
    report.writtenIndexFiles = rewrite.written.count
    try await lock.ensureHeld()
    try await remove(.index, replaced)
  }

  /// In parts, so that none is too large for a store.
  private func remove(_ file: RepositoryFile, _ ids: [StorageID]) async throws(RepositoryError) {
    for start in stride(from: 0, to: ids.count, by: 1000) {
      try await repository.remove(file, Array(ids[start..<min(start + 1000, ids.count)]))
    }
  }
}
