package import Cryptography
package import Secrets

/// 64 bytes that seal: an AES-256 key, then Poly1305-AES's `k` and `r`.
///
/// The repository has one, and each password derives another that seals the repository's in a key file.
package final class MasterKey: Sendable {
  static let length = 64
  static let encryptionPart = 0..<32
  static let macKPart = 32..<48
  static let macRPart = 48..<64

  let bytes: SecretBytes

  /// `nil` unless there are 64 bytes, and those of each part are not all zero.
  package init?(_ bytes: SecretBytes) {
    guard bytes.count == Self.length else { return nil }
    let isUsable = bytes.withBytes { bytes in
      [Self.encryptionPart, Self.macKPart, Self.macRPart].allSatisfy { bytes[$0].contains { $0 != 0 } }
    }
    guard isUsable else { return nil }
    self.bytes = bytes
  }

  /// A new one from the system's generator.
  package static func random() throws(CryptographyError) -> MasterKey {
    while true {
      let secret: SecretBytes
      do {
        secret = try SecretBytes(count: length) { bytes in
          try SecureRandom.fill(bytes)
          // The bits that Poly1305 ignores in r, cleared as restic clears them before it stores r.
          for index in [3, 7, 11, 15] { bytes[macRPart.lowerBound + index] &= 0x0f }
          for index in [4, 8, 12] { bytes[macRPart.lowerBound + index] &= 0xfc }
        }
      } catch let error as CryptographyError {
        throw error
      } catch {
        throw CryptographyError(.failed, "\(error)", location: "master key")
      }
      if let key = MasterKey(secret) { return key }
    }
  }

  /// A key for another purpose of ours, from which nothing can be learned about this one.
  func derived(for purpose: String) throws(CryptographyError) -> HMAC {
    do {
      let code = try bytes.withBytes { try HMAC(key: $0).code(of: Array(purpose.utf8)) }
      return try code.withBytes { try HMAC(key: $0) }
    } catch let error as CryptographyError {
      throw error
    } catch {
      throw CryptographyError(.failed, "\(error)", location: "master key")
    }
  }
}
