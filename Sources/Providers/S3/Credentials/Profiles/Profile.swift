import Secrets

/// One profile of the shared files. Printing it shows no value.
struct Profile: Sendable, CustomStringConvertible {
  static let secretKeys: Set<String> = ["aws_secret_access_key", "aws_session_token", "aws_security_token"]

  /// By their keys, in lower case.
  private(set) var settings: [String: String] = [:]
  /// Those of `secretKeys`.
  private(set) var secrets: [String: SecretBytes] = [:]

  subscript(key: String) -> String? {
    guard let value = settings[key], !value.isEmpty else { return nil }
    return value
  }

  mutating func set(_ key: String, _ value: UnsafeRawBufferPointer.SubSequence) {
    if Self.secretKeys.contains(key) {
      secrets[key] = SecretBytes(copying: UnsafeRawBufferPointer(rebasing: value))
    } else {
      settings[key] = String(decoding: value, as: UTF8.self)
    }
  }

  /// Takes over what `other` has, also where there is something.
  mutating func merge(_ other: Profile) {
    settings.merge(other.settings) { $1 }
    secrets.merge(other.secrets) { $1 }
  }

  /// Forgets the key pair and what belongs to it.
  mutating func dropKeys() {
    settings["aws_access_key_id"] = nil
    secrets = [:]
  }

  /// Whether a key pair, or a part of one, stands in it.
  var hasKeys: Bool { self["aws_access_key_id"] != nil || secrets["aws_secret_access_key"] != nil }

  var description: String { "<profile>" }
}
