/// A store that gives out URLs with which anyone may read or write one object for a while.
///
/// Found through the `presigning` capability: see `ObjectStore.presigning`.
public protocol PresigningStore: ObjectStore {
  /// A URL that reads the object, or stores one under the key, for `seconds` from now on: at most a week.
  ///
  /// The URL is a secret for as long as it is valid.
  func url(for access: PresignedAccess, of key: String, seconds: Int) async throws(StoreError) -> String
}

public enum PresignedAccess: Sendable, Hashable, CaseIterable {
  case get, put
}

extension ObjectStore {
  /// This store, if it gives out URLs.
  public var presigning: (any PresigningStore)? {
    capabilities.contains(.presigning) ? self as? any PresigningStore : nil
  }
}
