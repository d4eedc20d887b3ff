public import Cryptography

/// The name of a blob (SHA-256 of its plaintext) or of a file in the repository (SHA-256 of its stored bytes).
public typealias StorageID = SHA256Digest

extension StorageID {
  /// The first eight hexadecimal digits, as restic prints them.
  public var short: String { String(hex.prefix(8)) }
}
