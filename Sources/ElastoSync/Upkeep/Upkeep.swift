public import Manifest
public import ResticRepository

/// Prunes and checks one repository, each under the lock that it needs.
public struct Upkeep: Sendable {
  public let repository: Repository
  /// As the manifest calls it, for messages and records.
  public let target: String
  public let folders: StateFolders
  public let lockWait: Duration

  public init(repository: Repository, target: String, folders: StateFolders, lockWait: Duration) {
    self.repository = repository
    self.target = target
    self.folders = folders
    self.lockWait = lockWait
  }

  /// Deletes what no snapshot needs, under an exclusive lock.
  public func prune(_ rules: PruneRules, packSize: ByteSize? = nil, isDryRun: Bool = false) async throws -> PruneReport
  {
    var policy = PrunePolicy(
      maxUnused: PrunePolicy.UnusedLimit(rules.maxUnused), maxRepackBytes: rules.maxRepack.map { Int64($0.bytes) })
    if let packSize { policy.packSize = Int64(packSize.bytes) }
    let options = PruneOptions(policy: policy, isDryRun: isDryRun)
    return try await withLock(exclusive: true) { try await repository.prune(holding: $0, options: options) }
  }

  /// Looks at everything, and reads the data that `selection` names.
  ///
  /// - Parameter onFinding: told of each thing as it is found, from any thread.
  public func check(
    _ selection: ReadDataSelection, onFinding: @escaping @Sendable (CheckFinding) -> Void
  ) async throws -> CheckReport {
    let options = CheckOptions(readData: ReadDataSubset(selection))
    return try await withLock(exclusive: false) { _ in
      await repository.check(options: options, onFinding: onFinding)
    }
  }

  /// Checks as a job declares it: of a group such as `1/30` each run takes the next.
  ///
  /// Returns what was looked at, in a sentence. Throws `.failed` with the first error found.
  func check(_ rules: CheckRules, job: String) async throws -> String {
    var selection = rules.readData
    let turns = CheckTurns(job: job, target: target, in: folders)
    if case .group(let part, let count) = selection {
      selection = .group(part: (part - 1 + (try turns.taken())) % count + 1, of: count)
    }
    let first = FirstError()
    let report = try await check(selection) { first.take($0) }
    if let finding = first.finding {
      throw RunError(
        .failed, "check found \(report.errors) errors, the first being: \(finding.message)",
        location: "target \(target): \(finding.file)")
    }
    try turns.take()
    return "checked: \(report.snapshots) snapshots, \(report.packs) packs, \(report.packsRead) of them read; no errors"
  }

  private func withLock<Result>(
    exclusive: Bool, _ body: (RepositoryLock) async throws -> Result
  ) async throws -> Result {
    let lock = try await repository.lock(
      exclusive: exclusive, options: LockOptions(wait: lockWait, stateDirectory: folders.state))
    let result: Result
    do {
      result = try await body(lock)
    } catch {
      try? await lock.release()
      throw error
    }
    try await lock.release()
    return result
  }
}

extension PrunePolicy.UnusedLimit {
  init(_ limit: UnusedLimit) {
    switch limit {
    case .percent(let percent): self = .percent(percent.value)
    case .size(let size): self = .bytes(Int64(size.bytes))
    case .unlimited: self = .unlimited
    }
  }
}

extension ReadDataSubset {
  init(_ selection: ReadDataSelection) {
    switch selection {
    case .none: self = .none
    case .all: self = .all
    case .percent(let percent): self = .percent(percent.value)
    case .size(let size): self = .bytes(Int64(size.bytes))
    case .group(let part, let count): self = .part(part, of: count)
    }
  }
}
