import Cryptography
import Providers
import Synchronization

/// One check, step by step: keys, index files, packs, snapshots and what they lead to, and the bytes of packs.
///
/// Never throws: whatever goes wrong is a finding, and the rest is looked at all the same.
final class CheckRun: Sendable {
  let repository: Repository
  let options: CheckOptions
  private let onFinding: @Sendable (CheckFinding) -> Void
  private let state = Mutex(CheckReport())
  let threads: BlockingThreads
  let inspectors: LendingPool<PackInspector>

  init(_ repository: Repository, options: CheckOptions, onFinding: @escaping @Sendable (CheckFinding) -> Void) {
    self.repository = repository
    self.options = options
    self.onFinding = onFinding
    threads = BlockingThreads(name: "elasto-check", limit: options.parallel)
    let key = repository.masterKey
    inspectors = LendingPool { try PackInspector(key) }
  }

  func run() async -> CheckReport {
    await checkConfig()
    await checkKeys()
    await checkLocks()
    guard let survey = await surveyIndex() else { return state.withLock { $0 } }
    let previous = repository.index
    repository.index = BlobIndex(table: survey.table)
    defer { repository.index = previous }
    await checkPacks(survey)
    await checkSnapshots(survey)
    return state.withLock { report in
      report.isIncomplete = Task.isCancelled
      return report
    }
  }

  func report(_ finding: CheckFinding) {
    state.withLock { $0.count(finding) }
    onFinding(finding)
  }

  func note(_ change: (inout CheckReport) -> Void) { state.withLock { change(&$0) } }

  /// A store that does not answer is told apart from bytes that are wrong.
  func report(_ error: RepositoryError, as code: CheckFinding.Code, _ wayOut: String, file: String) {
    let isUnknown = error.code == .store
    report(
      CheckFinding(
        .error, isUnknown ? .unreadable : code,
        isUnknown ? "\(error.message); check again when the store answers" : "\(error.message)\(wayOut)", file: file))
  }

  private func checkConfig() async {
    do throws(RepositoryError) {
      guard try await repository.loadConfig() == repository.config else {
        return report(
          CheckFinding(
            .error, .configDamaged, "it is not the one that the repository was opened with; somebody replaced it",
            file: RepositoryFile.configPath))
      }
    } catch {
      report(error, as: .configDamaged, "", file: RepositoryFile.configPath)
    }
  }

  private func checkKeys() async {
    do throws(RepositoryError) {
      for key in try await repository.listKeys() {
        note { $0.keys += 1 }
        guard key.isDamaged else { continue }
        report(
          CheckFinding(
            .error, .keyDamaged,
            "the key is damaged, and its password opens the repository no more; "
              + "`key add` that password again and `key remove` this key",
            file: RepositoryFile.key.path(key.id)))
      }
    } catch {
      report(error, as: .keyDamaged, "", file: RepositoryFile.key.prefix)
    }
  }

  private func checkLocks() async {
    do throws(RepositoryError) {
      for (id, record) in try await repository.listLocks() where record == nil {
        report(
          CheckFinding(
            .warning, .lockUnreadable,
            "the lock cannot be read; `unlock --all` removes it when nothing else works on the repository",
            file: RepositoryFile.lock.path(id)))
      }
    } catch {
      report(error, as: .lockUnreadable, "", file: RepositoryFile.lock.prefix)
    }
  }

  private func surveyIndex() async -> IndexSurvey? {
    do throws(RepositoryError) {
      let survey = try await IndexSurvey.load(repository) { (id, error) throws(RepositoryError) in
        report(error, as: .indexDamaged, "", file: RepositoryFile.index.path(id))
      }
      note { report in
        report.indexFiles = survey.files.count
        report.blobs = survey.table.records.count
      }
      return survey
    } catch {
      report(error, as: .unreadable, "", file: RepositoryFile.index.prefix)
      return nil
    }
  }
}
