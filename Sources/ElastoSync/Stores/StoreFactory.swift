import BlockVolume
import Manifest
import Providers
import Secrets
import Synchronization

/// Makes stores of the manifest's locations. Those of one provider share its connections and its credentials.
final class StoreFactory: Sendable {
  /// The stores of a network provider, one for each container.
  private struct Site {
    var access: any StoreAccess
    var containers: [String: any ObjectStore] = [:]
  }

  /// Follows the job that is under way.
  let pace = RunPace()
  private let manifest: SyncManifest
  private let settings: WorkspaceSettings
  private let sites = Mutex<[String: Site]>([:])

  init(_ manifest: SyncManifest, _ settings: WorkspaceSettings) {
    self.manifest = manifest
    self.settings = settings
  }

  /// The store of everything below a location. Connects to nothing yet, but may read the files that say which region.
  ///
  /// Throws `.failed` where the provider's settings cannot work.
  func store(for location: Location) async throws(RunError) -> any ObjectStore {
    if let path = manifest.localPath(of: location) { return FileStore(root: path) }
    let (provider, container, key) = try networkPlace(of: location)
    return try await reaching(provider) {
      let whole = try await self.container(container, of: provider)
      return key.isEmpty ? whole : PrefixedStore(whole, prefix: key + "/")
    }
  }

  /// The place of a volume at a location: a file, a page blob, or block objects. Connects to nothing yet.
  ///
  /// - Parameter blockSize: of a new volume that lies in blocks, in bytes; `nil` for the usual one.
  func volume(at location: Location, blockSize: Int?) async throws(RunError) -> VolumePlace {
    if let path = manifest.localPath(of: location) {
      let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
      let folder = FileStore(root: slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
      let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
      return VolumePlace(namespace: folder, store: folder, key: name, description: path)
    }
    let (provider, container, key) = try networkPlace(of: location)
    return try await reaching(provider) {
      let store = try await self.container(container, of: provider)
      let volumes = try await access(to: provider).volumes(of: container, blockSize: blockSize)
      return VolumePlace(namespace: volumes, store: store, key: key, description: "\(location)")
    }
  }

  private func networkPlace(
    of location: Location
  ) throws(RunError) -> (provider: Provider, container: String, key: String) {
    guard case .provider(let name, let container, let key) = location.place,
      let provider = manifest.provider(named: name)
    else {
      throw RunError(.failed, "there is no provider for this location", location: "\(location)")
    }
    return (provider, container, key)
  }

  private func reaching<T>(_ provider: Provider, _ body: () async throws -> T) async throws(RunError) -> T {
    do {
      return try await body()
    } catch let error as HTTPError {
      throw RunError(.failed, error.message, location: "provider \(provider.name)", cause: error)
    } catch {
      throw RunError(.failed, "\(error)", location: "provider \(provider.name)", cause: error)
    }
  }

  /// What tells a location from all others in the world, whatever the manifest calls its provider.
  func place(of location: Location) -> String {
    if let path = manifest.localPath(of: location) { return "file:\(path)" }
    guard case .provider(let name, let container, let key) = location.place else { return "\(location)" }
    let store: String
    switch manifest.provider(named: name) {
    case .s3(let provider)?: store = provider.place
    case .azure(let provider)?: store = provider.place
    case .file?, nil: return "\(location)"
    }
    return "\(store)/\(container)" + (key.isEmpty ? "" : "/\(key)")
  }

  private func container(_ name: String, of provider: Provider) async throws -> any ObjectStore {
    let made = try await access(to: provider).store(of: name)
    return sites.withLock { sites in
      if let known = sites[provider.name]?.containers[name] { return known }
      sites[provider.name]?.containers[name] = made
      return made
    }
  }

  private func access(to provider: Provider) throws -> any StoreAccess {
    try sites.withLock { sites in
      if let known = sites[provider.name] { return known.access }
      let access = try makeAccess(to: provider)
      sites[provider.name] = Site(access: access)
      return access
    }
  }

  private func makeAccess(to provider: Provider) throws -> any StoreAccess {
    switch provider {
    case .s3(let provider): try S3Access(provider, settings, pace: pace)
    case .azure(let provider): try AzureAccess(provider, settings, pace: pace)
    case .file(let provider):
      throw RunError(.failed, "a provider of files is a folder", location: "provider \(provider.name)")
    }
  }
}
