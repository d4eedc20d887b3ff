public import Secrets

/// How a volume's sectors are encrypted before they leave this machine: AES-256-XTS.
public struct VolumeEncryptionRules: Sendable {
  /// 64 bytes, or 128 hexadecimal digits for them.
  public var key: SecretReference
  public var origins = Origins()

  public init(key: SecretReference) { self.key = key }
}
