/// Encryption by the store, in the words of S3.
public enum EncryptionChoice: String, Hashable, Sendable, CaseIterable {
  /// With the store's own keys.
  case storeKeys = "AES256"
  /// With a key of the key management service.
  case managedKey = "aws:kms"
}
