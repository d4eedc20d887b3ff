public import Cryptography

/// A key of a repository, as far as one may read about it without its password.
public struct KeyInfo: Sendable, Hashable {
  public var id: StorageID
  public var created: GoTime
  public var username: String
  public var hostname: String
  /// Whether the repository was opened with it.
  public var isCurrent: Bool
  /// Its bytes do not have the hash that names it, or are no key.
  public var isDamaged: Bool
}
