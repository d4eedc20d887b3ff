/// What a manifest declares: everything included, expanded, defaulted and checked.
///
/// Entries stand in the order of the files. Names are unique within a section, and every name that an entry
/// refers to is there.
public struct SyncManifest: Sendable {
  /// The version of the manifest's language.
  public var version: Int
  /// Recorded in snapshots, and part of their identity.
  public var host: String
  public var providers: [Provider]
  public var sources: [Source]
  public var targets: [Target]
  public var jobs: [Job]
  public var volumes: [DeclaredVolume]
  public var prices: [PriceTable]
  /// The origins of `version` and `host`.
  public var origins: Origins
  /// The files that were read, the manifest itself first; empty for one that a program made.
  public var files: [String]

  public init(
    version: Int = 1, host: String, providers: [Provider] = [], sources: [Source] = [], targets: [Target] = [],
    jobs: [Job] = [], volumes: [DeclaredVolume] = [], prices: [PriceTable] = []
  ) {
    self.version = version
    self.host = host
    self.providers = providers
    self.sources = sources
    self.targets = targets
    self.jobs = jobs
    self.volumes = volumes
    self.prices = prices
    origins = Origins()
    files = []
  }

  public func provider(named name: String) -> Provider? { providers.first { $0.name == name } }

  public func source(named name: String) -> Source? { sources.first { $0.name == name } }

  public func target(named name: String) -> Target? { targets.first { $0.name == name } }

  public func job(named name: String) -> Job? { jobs.first { $0.name == name } }

  public func volume(named name: String) -> DeclaredVolume? { volumes.first { $0.name == name } }

  /// The prices for a target: its own, else its provider's.
  public func prices(for target: Target) -> PriceTable? {
    if let own = prices.first(where: { $0.name == target.name }) { return own }
    guard case .provider(let provider, _, _) = target.location.place else { return nil }
    return prices.first { $0.name == provider }
  }

  /// The folder on this machine that a location stands for; nil when it is not on this machine.
  public func localPath(of location: Location) -> String? {
    switch location.place {
    case .local(let path):
      return path
    case .provider(let name, let container, let key):
      guard case .file(let provider)? = provider(named: name) else { return nil }
      let folder = provider.path.text == "/" ? "" : provider.path.text
      return key.isEmpty ? "\(folder)/\(container)" : "\(folder)/\(container)/\(key)"
    }
  }
}
