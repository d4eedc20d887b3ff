/// Why there is no chunker for a repository.
public struct ChunkerError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// Not an irreducible polynomial of degree 53.
    case invalidPolynomial
    /// Sizes that contradict each other.
    case invalidSizes
    /// A chunker that this version does not know.
    case unknownAlgorithm
    /// OpenSSL failed; see `cause`.
    case cryptography
  }

  public var code: Code
  /// One sentence for the user: what is wrong, and the way out.
  public var message: String
  /// The chunker's name.
  public var location: String
  /// The error underneath.
  public var cause: (any Error)?

  public init(_ code: Code, _ message: String, location: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.location = location
    self.cause = cause
  }

  public var description: String { "\(location): \(message)" }
}
