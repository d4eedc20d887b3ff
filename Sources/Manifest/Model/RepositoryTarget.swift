public import Secrets

/// A backup repository in restic's format.
public struct RepositoryTarget: Sendable {
  public var name: String
  /// The folder or prefix of the repository.
  public var location: Location
  public var password: SecretReference
  /// What to keep, unless the job says otherwise; nil keeps everything.
  public var retention: RetentionRules?
  /// Refuses to destroy the repository, also when its entry is removed.
  public var preventDestroy = true
  /// Chosen when the repository is created; later it is what the repository says.
  public var chunker = ChunkerChoice.rabin
  public var compression = Compression.level(2)
  /// The size at which a pack is closed.
  public var packSize = ByteSize(16 << 20)
  /// Paths that must exist before the target is used: the sign that a disk is mounted.
  public var mustContain: [LocalPath] = []
  public var origins = Origins()

  public init(name: String, location: Location, password: SecretReference) {
    self.name = name
    self.location = location
    self.password = password
  }
}
