/// One of the places where credentials may be.
protocol CredentialPlace<Credentials>: Sendable {
  associatedtype Credentials: Sendable

  /// As messages name it: `environment`, `profile "backup"`.
  var title: String { get }

  /// Asks the place, and keeps nothing. Throws where the place is set up, but does not answer as it should.
  func look() async throws(StoreError) -> CredentialFinding<Credentials>
}

enum CredentialFinding<Credentials: Sendable>: Sendable {
  case found(Credentials)
  /// What is missing, for the message when no place has any: `AWS_ACCESS_KEY_ID is not set`.
  case none(String)
}

extension Array {
  /// What the first of these places has that has any. Throws `.accessDenied` with the reason of each place otherwise.
  ///
  /// - Parameter wayOut: ends the message: what to set.
  func firstFinding<Credentials>(
    wayOut: String
  ) async throws(StoreError) -> Credentials where Element == any CredentialPlace<Credentials> {
    var reasons: [String] = []
    for place in self {
      switch try await place.look() {
      case .found(let credentials): return credentials
      case .none(let reason): reasons.append("\(place.title) (\(reason))")
      }
    }
    throw .credentials("no credentials in any of these places: \(reasons.joined(separator: ", ")); \(wayOut)")
  }
}
