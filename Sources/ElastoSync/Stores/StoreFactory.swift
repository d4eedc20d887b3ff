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
    guard case .provider(let name, let container, let key) = location.place,
      let provider = manifest.provider(named: name)
    else {
      throw RunError(.failed, "there is no provider for this location", location: "\(location)")
    }
    do {
      let whole = try await self.container(container, of: provider)
      return key.isEmpty ? whole : PrefixedStore(whole, prefix: key + "/")
    } catch let error as HTTPError {
      throw RunError(.failed, error.message, location: "provider \(name)", cause: error)
    } catch {
      throw RunError(.failed, "\(error)", location: "provider \(name)", cause: error)
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
    let access = try sites.withLock { sites in
      if let known = sites[provider.name] { return known.access }
      let access = try makeAccess(to: provider)
      sites[provider.name] = Site(access: access)
      return access
    }
    let made = try await access.store(of: name)
    return sites.withLock { sites in
      if let known = sites[provider.name]?.containers[name] { return known }
      sites[provider.name]?.containers[name] = made
      return made
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
