import Cryptography
public import Secrets

/// The key of an encrypted volume.
public struct VolumeKey: Sendable {
  private let secret: SecretBytes

  /// - Parameter secret: 64 bytes, whose halves are not the same, or 128 hexadecimal digits for them. Bytes read from a
  ///   file lose a newline at their end; digits do not care.
  public init(_ secret: SecretBytes) throws(BlockError) {
    self.secret = Self.decoded(secret) ?? secret
    do {
      _ = try cipher()
    } catch {
      throw BlockError(
        .failed,
        "the key is no key for AES-256-XTS: it takes 128 hexadecimal digits of random bytes (openssl rand -hex 64 > key)",
        location: "encryption", cause: error)
    }
  }

  /// `nil` for what is not the right number of hexadecimal digits.
  private static func decoded(_ secret: SecretBytes) -> SecretBytes? {
    guard secret.count == 2 * AES256XTS.keyCount else { return nil }
    return secret.withBytes { digits in
      guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
      return SecretBytes(count: AES256XTS.keyCount) { bytes in
        for index in bytes.indices {
          let (high, low) = (Self.value(digits[2 * index]), Self.value(digits[2 * index + 1]))
          bytes[index] = high << 4 | low
        }
      }
    }
  }

  private static func value(_ digit: UInt8) -> UInt8 {
    digit <= UInt8(ascii: "9") ? digit & 0x0F : (digit & 0x07) + 9
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
