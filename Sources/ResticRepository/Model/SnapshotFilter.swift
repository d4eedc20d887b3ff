/// Which snapshots a command is about. An empty list asks for nothing.
public struct SnapshotFilter: Sendable, Hashable {
  /// One of these hosts.
  public var hosts: [String]
  /// One of these jobs and one of these sources, as the tags of a manifest's snapshots tell.
  public var jobs: [String]
  public var sources: [String]
  /// All tags of at least one of these lists; as with restic, an empty tag stands for no tags at all.
  public var tags: [[String]]
  /// All of these paths.
  public var paths: [String]
  /// Not later than that.
  public var before: GoTime?

  public init(
    hosts: [String] = [], jobs: [String] = [], sources: [String] = [], tags: [[String]] = [], paths: [String] = [],
    before: GoTime? = nil
  ) {
    self.hosts = hosts
    self.jobs = jobs
    self.sources = sources
    self.tags = tags
    self.paths = paths
    self.before = before
  }

  public func matches(_ snapshot: Snapshot) -> Bool {
    if let before, before.precedes(snapshot.time) { return false }
    guard hosts.isEmpty || hosts.contains(snapshot.hostname) else { return false }
    guard jobs.isEmpty || jobs.contains(where: { snapshot.tags.contains(SnapshotIdentity.jobPrefix + $0) }) else {
      return false
    }
    guard
      sources.isEmpty || sources.contains(where: { snapshot.tags.contains(SnapshotIdentity.sourcePrefix + $0) })
    else { return false }
    guard tags.isEmpty || tags.contains(where: { snapshot.hasTags($0) }) else { return false }
    return paths.allSatisfy { snapshot.paths.contains($0) }
  }
}

extension Snapshot {
  /// All of the tags; an empty one where the snapshot has none at all counts as well.
  public func hasTags(_ wanted: [String]) -> Bool {
    if tags.isEmpty, wanted.contains("") { return true }
    return wanted.allSatisfy { tags.contains($0) }
  }
}
