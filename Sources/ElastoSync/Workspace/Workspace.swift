import Cryptography
public import Manifest
public import Providers
public import ResticRepository
import Secrets

/// A manifest, and the means to reach what it names: the starting point of everything that a program does with this
/// library.
public final class Workspace: Sendable {
  public let manifest: SyncManifest
  public let settings: WorkspaceSettings
  let stores: StoreFactory

  public init(_ manifest: SyncManifest, settings: WorkspaceSettings) {
    self.manifest = manifest
    self.settings = settings
    stores = StoreFactory(manifest, settings)
  }

  /// A target by its name; `nil` is the only one there is. Throws `.usage`, with the names there are.
  public func repositoryTarget(named name: String?) throws(RunError) -> RepositoryTarget {
    let all = manifest.targets.map { target in
      switch target {
      case .repository(let repository): repository
      }
    }
    if let name {
      if let found = all.first(where: { $0.name == name }) { return found }
      let names = all.map(\.name).joined(separator: ", ")
      throw RunError(.usage, "the manifest has no target of this name; it has: \(names)", location: name)
    }
    guard let only = all.first, all.count == 1 else {
      throw RunError(
        .usage, "name a target with --target: the manifest has \(all.map(\.name).joined(separator: ", "))")
    }
    return only
  }

  /// The store behind a location. Connects to nothing yet.
  public func store(for location: Location) async throws(RunError) -> any ObjectStore {
    try await stores.store(for: location)
  }

  /// Opens a target's repository, and makes sure that it is the one that was there before.
  ///
  /// Throws `.refused` where a path of `must-contain` is missing or another repository stands at the place, and
  /// `.noRepository` where there is none.
  public func openRepository(_ target: RepositoryTarget) async throws -> Repository {
    try TargetGuard.check(target)
    let store = try await store(for: target.location)
    let password = try await BlockingThreads.files.run { try target.password.resolve() }
    let pins = PinnedRepositories(in: settings.folders)
    let place = stores.place(of: target.location)
    let pinned = try pins.id(at: place)
    let repository: Repository
    do throws(RepositoryError) {
      repository = try await Repository.open(at: store, password: password, cacheDirectory: settings.cacheDirectory)
    } catch {
      guard error.code == .noRepository else { throw error }
      throw TargetGuard.missing(target, pinned: pinned, error)
    }
    if let pinned, pinned != repository.id.hex {
      throw TargetGuard.exchanged(target, pinned: pinned, found: repository.id.hex)
    }
    if pinned == nil { try pins.pin(repository.id.hex, at: place) }
    return repository
  }

  /// Creates a target's repository.
  ///
  /// Throws `.conflict` where one is, and `.refused` where one was there before and `replacing` is not set.
  public func createRepository(_ target: RepositoryTarget, replacing: Bool = false) async throws -> Repository {
    try TargetGuard.check(target)
    let store = try await store(for: target.location)
    let pins = PinnedRepositories(in: settings.folders)
    let place = stores.place(of: target.location)
    if !replacing, let pinned = try pins.id(at: place), try await !Repository.exists(in: store) {
      throw TargetGuard.missing(target, pinned: pinned, nil)
    }
    let password = try await BlockingThreads.files.run { try target.password.resolve() }
    var options = RepositoryOptions(target)
    options.scrypt = settings.scrypt
    let repository = try await Repository.create(
      at: store, password: password, options: options, cacheDirectory: settings.cacheDirectory)
    try pins.pin(repository.id.hex, at: place)
    return repository
  }

  /// Forgets which repository was at a target's place, and takes the one that is there now for it.
  ///
  /// Throws `.noRepository` where none is.
  public func adoptRepository(_ target: RepositoryTarget) async throws -> Repository {
    try TargetGuard.check(target)
    let store = try await store(for: target.location)
    let password = try await BlockingThreads.files.run { try target.password.resolve() }
    let repository = try await Repository.open(at: store, password: password, cacheDirectory: settings.cacheDirectory)
    try PinnedRepositories(in: settings.folders).pin(repository.id.hex, at: stores.place(of: target.location))
    return repository
  }
}
