import Cryptography
public import Secrets

/// The key of an encrypted volume.
public struct VolumeKey: Sendable {
  private let secret: SecretBytes

  /// - Parameter secret: 64 bytes, whose halves are not the same.
  public init(_ secret: SecretBytes) throws(BlockError) {
    self.secret = secret
    do {
      _ = try cipher()
    } catch {
      throw BlockError(
        .failed,
        "the key is no key for AES-256-XTS: it takes \(AES256XTS.keyCount) random bytes (head -c 64 /dev/urandom > key)",
        location: "encryption", cause: error)
    }
  }

  func cipher() throws(CryptographyError) -> AES256XTS {
    let result = secret.withBytes { bytes in Result { () throws(CryptographyError) in try AES256XTS(key: bytes) } }
    return try result.get()
  }

  /// What is kept beside the volume, so that another key is noticed before anything is written under it: 16 bytes that
  /// tell nothing of the key.
  public func check() throws(BlockError) -> [UInt8] {
    let info = Array("elasto-sync volume key check 1".utf8)
    do {
      return try secret.withBytes { try HKDF.expand(key: $0, info: info, count: 16) }
    } catch {
      throw BlockError(.failed, "the key cannot be checked: \(error)", location: "encryption", cause: error)
    }
  }
}
