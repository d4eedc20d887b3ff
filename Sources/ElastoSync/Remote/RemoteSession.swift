import Manifest
import Providers
import Secrets
import Synchronization

/// The way to everything that addresses name: containers of the manifest's providers, services that an address spells
/// out, and files of this machine.
public final class RemoteSession: Sendable {
  private struct State {
    var manifest: Workspace?
    /// Services without a manifest, by what stands before the container.
    var services: [String: Workspace] = [:]
  }

  let settings: WorkspaceSettings
  private let manifestName: String?
  private let disk = FileStore(root: "/", permissions: .ordinary)
  private let state = Mutex(State())

  /// Reads nothing yet: the manifest is loaded when the first address needs it.
  ///
  /// - Parameter manifest: what the user names; `nil` is found as `LoadedManifest.load` finds it.
  public init(manifest: String?, settings: WorkspaceSettings) {
    manifestName = manifest
    var settings = settings
    settings.isPaced = false
    self.settings = settings
  }

  /// What a text names. Nothing is looked at but the manifest, and that only for an address of a provider.
  ///
  /// Throws `.usage` for a text that names nothing, and what loading the manifest throws.
  public func address(_ text: String) throws -> RemoteAddress {
    if let service = try service(text) { return service }
    let isProvider = text.hasSuffix(":")
    let location = try Self.location(isProvider ? "\(text)container" : text)
    switch location.place {
    case .local(let path):
      // A colon at the end of a path is part of its name.
      return RemoteAddress(.local(path: isProvider ? String(path.dropLast(9)) : path), isPrefix: location.isPrefix)
    case .provider(let name, let container, let key):
      try requireProvider(name)
      if isProvider { return RemoteAddress(.provider(name)) }
      return RemoteAddress(.container(provider: name, name: container, key: key), isPrefix: location.isPrefix)
    }
  }

  /// The manifest's, in its order.
  public func providerNames() throws -> [String] { try workspace().manifest.providers.map(\.name) }

  /// - Parameter unnameable: told of files of this machine that no key can name, as a listing comes by them.
  func point(
    _ address: RemoteAddress, unnameable: (@Sendable ([UInt8]) -> Void)? = nil
  ) async throws -> RemotePoint {
    switch address.place {
    case .local(let path):
      let isThere = address.hasPattern ? await BlockingThreads.files.run { LocalFile.exists(path) } : true
      let store = unnameable.map { FileStore(root: "/", permissions: .ordinary, unnameable: $0) } ?? disk
      return try RemotePoint(address, store: store, identity: "file:", localRoot: "", isThere: isThere)
    case .provider: throw RunError(.usage, "name a container behind the provider", location: address.displayed)
    case .container(let provider, let name, _):
      let (workspace, location) = try place(provider, container: name)
      let local = workspace.manifest.localPath(of: location)
      let store: any ObjectStore =
        if let local { FileStore(root: local, permissions: .ordinary) } else {
          try await workspace.store(for: location)
        }
      return try RemotePoint(
        address, store: store, identity: local.map { "file:\($0)" } ?? "\(provider) \(name)", localRoot: local)
    }
  }

  /// Any container of a provider, which need not exist: the way to those that do.
  func account(of provider: String) async throws -> any ContainerStore {
    let (workspace, location) = try place(provider, container: "container")
    if let local = workspace.manifest.localPath(of: location) { return FileStore(root: local) }
    return try await workspace.store(for: location).requireContainers()
  }

  private func place(_ provider: String, container: String) throws -> (Workspace, Location) {
    if let service = state.withLock({ $0.services[provider] }) {
      let name = service.manifest.providers.first?.name ?? provider
      return (service, Location(.provider(name: name, container: container, key: ""), isPrefix: true))
    }
    try requireProvider(provider)
    return (try workspace(), Location(.provider(name: provider, container: container, key: ""), isPrefix: true))
  }

  private func requireProvider(_ name: String) throws {
    let names = try providerNames()
    if names.contains(name) { return }
    throw RunError(
      .usage,
      "the manifest has no provider \"\(name)\"; it has \(names.isEmpty ? "none" : names.joined(separator: ", ")). For "
        + "a file of this name write ./\(name):…", location: name)
  }

  private func workspace() throws -> Workspace {
    if let known = state.withLock({ $0.manifest }) { return known }
    let loaded = Workspace(try LoadedManifest.load(named: manifestName).manifest, settings: settings)
    return state.withLock { state in
      if let known = state.manifest { return known }
      state.manifest = loaded
      return loaded
    }
  }

  /// `s3:https://HOST/BUCKET/KEY` and `azure:CONTAINER:/KEY`, which need no manifest.
  private func service(_ text: String) throws(RunError) -> RemoteAddress? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let rest = text[text.index(after: colon)...]
    let isURL = ["http://", "https://", "//"].contains { rest.hasPrefix($0) }
    // No container has a colon in its name.
    let isAzure = text.hasPrefix(RemoteAddress.azure) && rest.prefix { $0 != "/" }.contains(":")
    guard isURL || isAzure else { return nil }
    let isWhole = isURL && rest.split(separator: "/").count <= (rest.hasPrefix("//") ? 1 : 2)
    // A repository's address and a container's are written alike; the password is never looked at.
    let loaded = try LoadedManifest.repository(
      at: isWhole ? "\(text)\(text.hasSuffix("/") ? "" : "/")container" : text,
      password: .environment("ELASTO_PASSWORD"))
    guard let target = loaded.manifest.targets.first,
      case .provider(_, let container, let key) = target.location.place
    else { return nil }
    let inner = key.isEmpty ? "/\(container)" : "/\(container)/\(key)"
    let provider = isAzure ? RemoteAddress.azure : String(Substring(target.name.utf8.dropLast(inner.utf8.count)))
    state.withLock { state in
      if state.services[provider] == nil { state.services[provider] = Workspace(loaded.manifest, settings: settings) }
    }
    if isWhole { return RemoteAddress(.provider(provider)) }
    return RemoteAddress(.container(provider: provider, name: container, key: key), isPrefix: text.hasSuffix("/"))
  }

  private static func location(_ text: String) throws(RunError) -> Location {
    do throws(ValueFault) {
      return try Location(parsing: text, relativeTo: ManifestEnvironment.current().workingFolder)
    } catch {
      throw RunError(.usage, error.message + (error.suggestion.map { ": \($0)" } ?? ""), location: text)
    }
  }
}
