/// What every page store promises, as checks that any test target can run: the doc comments of `PageStore` made
/// executable.
///
/// A clause is run in a namespace where its key is free, and leaves a volume behind. It throws a `ContractViolation`
/// where a promise is broken. Clauses that need a capability check on stores without it that they refuse.
public enum PageStoreContract {
  public struct Clause: Sendable, CustomStringConvertible {
    /// What is promised.
    public let description: String
    private let body: @Sendable (PagesUnderTest) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (PagesUnderTest) async throws -> Void) {
      self.description = description
      self.body = body
    }

    public func check(_ subject: PagesUnderTest) async throws { try await body(subject) }
  }

  public static let clauses = bytes + ranges + snapshots + leases + naming
}
