public import Secrets

/// Encryption of objects by the store.
public enum S3Encryption: Sendable {
  /// With keys of the store's own (SSE-S3).
  case storeKeys
  /// With a key of the key management service (SSE-KMS); `nil` for the account's own.
  case managed(keyID: String?)
  /// With 32 bytes that go along with each request and that the store forgets (SSE-C); only over `https:`.
  case customer(key: SecretBytes)
}
