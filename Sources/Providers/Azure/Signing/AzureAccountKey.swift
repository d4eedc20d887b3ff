import Cryptography
import Secrets

/// The name of a storage account and one of its two keys, which sign everything that is asked of it.
struct AzureAccountKey: Sendable {
  let account: String
  private let key: SecretBytes

  /// - Parameter key: the bytes that the portal shows in Base64.
  init(account: String, key: SecretBytes) {
    self.account = account
    self.key = key
  }

  /// HMAC-SHA-256 of the text, in Base64.
  func signature(of text: String) throws(CryptographyError) -> String {
    let authenticator: Result<HMAC, CryptographyError> = key.withBytes { bytes in
      Result { () throws(CryptographyError) in try HMAC(key: bytes) }
    }
    return Base64.encode(try authenticator.get().code(of: Array(text.utf8)).withBytes { Array($0) })
  }
}
