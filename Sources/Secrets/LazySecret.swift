import Synchronization

/// A secret that is fetched when it is first asked for, and once: a password program asks its user only once.
public final class LazySecret: Sendable, CustomStringConvertible {
  public let reference: SecretReference
  private let fetched = Mutex<SecretBytes?>(nil)

  public init(_ reference: SecretReference) { self.reference = reference }

  /// The secret. Blocks while it is fetched; a failure is not kept, the next call tries again.
  public func value() throws(SecretError) -> SecretBytes {
    try fetched.withLock { secret throws(SecretError) in
      if let secret { return secret }
      let fresh = try reference.resolve()
      secret = fresh
      return fresh
    }
  }

  public var description: String { "<\(reference)>" }
}
