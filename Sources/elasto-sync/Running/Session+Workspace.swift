import ElastoSync
import ResticRepository

extension Session {
  /// The manifest, or what stands in for it with `-r`.
  func loadManifest() throws -> LoadedManifest {
    guard let repository = options.repository else { return try LoadedManifest.load(named: options.manifest) }
    return try LoadedManifest.repository(at: repository, password: try options.passwordReference())
  }

  func settings() throws -> WorkspaceSettings {
    var settings = WorkspaceSettings(folders: try options.stateFolders(), run: run)
    settings.isCacheDisabled = options.noCache
    settings.lockWait = try options.lockWait.map { try ManifestValues.duration($0) }
    settings.threads = options.threads
    settings.retries = RetryReporter(self)
    return settings
  }

  func workspace() throws -> Workspace { Workspace(try loadManifest().manifest, settings: try settings()) }

  /// The repository of a target, or of `-r`.
  func openRepository(_ options: TargetOptions) async throws -> Repository {
    let workspace = try workspace()
    return try await workspace.openRepository(try workspace.repositoryTarget(named: options.target))
  }

  /// How to take a lock in a repository.
  func lockOptions() throws -> LockOptions {
    let settings = try settings()
    return LockOptions(wait: settings.lockWait ?? .zero, stateDirectory: settings.folders.state)
  }

  /// Holds a lock as long as `body` runs; it goes whatever happens.
  func withLock<Result>(
    on repository: Repository, exclusive: Bool, _ body: (RepositoryLock) async throws -> Result
  ) async throws -> Result {
    let lock = try await repository.lock(exclusive: exclusive, options: try lockOptions())
    do {
      let result = try await body(lock)
      try await lock.release()
      return result
    } catch {
      try? await lock.release()
      throw error
    }
  }
}
