/// What is chosen when a repository is made, and cannot be changed afterwards; but for keys.
public struct RepositoryOptions: Sendable {
  /// The cost of guessing the password; `nil` measures this machine.
  public var scrypt: ScryptParameters?
  /// Of restic's chunker; `nil` for a random one. Give another repository's, and chunks can be copied between the two.
  public var chunkerPolynomial: UInt64?
  /// The id of another chunker than restic's, kept in the `config`.
  public var chunker: String?
  /// Recorded in the first key.
  public var process: ProcessIdentity

  public init(
    scrypt: ScryptParameters? = nil, chunkerPolynomial: UInt64? = nil, chunker: String? = nil,
    process: ProcessIdentity = .current()
  ) {
    self.scrypt = scrypt
    self.chunkerPolynomial = chunkerPolynomial
    self.chunker = chunker
    self.process = process
  }
}
