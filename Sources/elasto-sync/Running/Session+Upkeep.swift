import ElastoSync
import Providers
import ResticRepository

extension Session {
  /// The means to prune and check the repository of a target.
  func upkeep(_ options: TargetOptions) async throws -> Upkeep {
    upkeep(try await openRepository(options), options, try settings())
  }

  func upkeep(_ repository: Repository, _ options: TargetOptions, _ settings: WorkspaceSettings) -> Upkeep {
    Upkeep(
      repository: repository, target: options.target ?? repository.store.name, folders: settings.folders,
      lockWait: settings.lockWait ?? .zero)
  }
}
