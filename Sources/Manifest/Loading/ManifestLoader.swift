/// From files to a checked manifest, or to everything that is wrong with it.
///
/// Loading runs no commands and reads no secrets; it looks at the file system only for the manifest's own files and
/// to see whether places lie in one another.
public struct ManifestLoader: Sendable {
  public var environment: ManifestEnvironment

  public init(environment: ManifestEnvironment) { self.environment = environment }

  /// Loads the manifest at `path`, which is also its name in messages, with this process's environment.
  public static func load(path: String) throws(ManifestErrors) -> SyncManifest {
    try ManifestLoader(environment: .current()).load(path: path)
  }

  /// Loads the manifest at `path`, which is also its name in messages.
  public func load(path: String) throws(ManifestErrors) -> SyncManifest {
    try load { $0.read(path) }
  }

  /// Loads a manifest from its text; `name` stands in messages, and its folder is what relative paths start from.
  public func load(text: String, name: String) throws(ManifestErrors) -> SyncManifest {
    try load { $0.read(text: text, name: name) }
  }

  private func load(_ read: (inout ManifestDocuments) -> Void) throws(ManifestErrors) -> SyncManifest {
    let faults = FaultCollector()
    var documents = ManifestDocuments(faults: faults, environment: environment)
    read(&documents)
    documents.variables.checkAll(faults: faults)
    let decoding = Decoding(faults: faults, variables: documents.variables, environment: environment)
    let manifest = decode(documents, decoding)
    NameChecks(documents: documents, manifest: manifest, faults: faults).run()
    VolumeChecks(manifest: manifest, faults: faults).run()
    OverlapChecks(manifest: manifest, faults: faults, excludes: environment.excludes).run()
    if let errors = faults.finish() { throw errors }
    return manifest
  }

  private func decode(_ documents: ManifestDocuments, _ decoding: Decoding) -> SyncManifest {
    var manifest = SyncManifest(host: environment.hostname)
    manifest.files = documents.files
    manifest.origins.mark = SourceMark(file: documents.files.first ?? "", line: 1, column: 1)
    if let node = documents.host, let host = ValueType<String>.text.decode(node, decoding) {
      manifest.host = host
      manifest.origins.values["host"] = .entry(node.mark)
    }
    manifest.providers = entries(ManifestShape.providers, .providers, documents, decoding)
    manifest.sources = entries(ManifestShape.sources, .sources, documents, decoding)
    manifest.targets = entries(ManifestShape.targets, .targets, documents, decoding)
    manifest.jobs = entries(ManifestShape.jobs, .jobs, documents, decoding)
    manifest.prices = entries(ManifestShape.prices, .prices, documents, decoding)
    manifest.volumes = entries(ManifestShape.volumes, .volumes, documents, decoding)
    for entry in documents.sections[.portals]?.entries ?? [] {
      decoding.faults.report(.notYetBuilt, "a portal is recognised, but not yet built into this version", at: entry.key)
    }
    return manifest
  }

  private func entries<Entry>(
    _ kind: EntryKind<Entry>, _ key: ManifestShape.Key, _ documents: ManifestDocuments, _ decoding: Decoding
  ) -> [Entry] {
    let defaults = documents.defaults[kind.noun] ?? []
    kind.checkDefaults(defaults, in: decoding)
    let entries = documents.sections[key]?.entries ?? []
    return entries.compactMap { kind.decode($0, defaults: defaults, in: decoding) }
  }
}
