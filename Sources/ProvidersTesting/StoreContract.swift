/// What every object store promises, as checks that any test target can run: the doc comments of `ObjectStore` made
/// executable.
///
/// A clause is run against a store that holds nothing, and may leave objects behind. It throws a `ContractViolation`
/// where the store breaks its promise. Clauses that need a capability pass on stores without it, or check that the
/// store refuses.
public enum StoreContract {
  public struct Clause: Sendable, CustomStringConvertible {
    /// What is promised.
    public let description: String
    private let body: @Sendable (StoreUnderTest) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (StoreUnderTest) async throws -> Void) {
      self.description = description
      self.body = body
    }

    public func check(_ subject: StoreUnderTest) async throws { try await body(subject) }
  }

  public static let clauses = listing + reading + writing + conditions + deleting + copying + cancelling + multipart
}
