/// The shape of everything encrypted in a repository.
///
///     ┌─────────────┬────────────────────────────┬──────────────────┐
///     │ IV 16 bytes │ AES-256-CTR ciphertext     │ Poly1305-AES MAC │
///     │             │ as long as the plaintext   │ of the ciphertext│
///     └─────────────┴────────────────────────────┴──────────────────┘
///
/// The IV is also the nonce of the MAC. Source: restic's design document, "Keys, Encryption and MAC".
enum SealedForm {
  static let ivLength = 16
  static let macLength = 16
  /// How much longer sealed is than plain, in bytes.
  static let overhead = ivLength + macLength
}
