import Cryptography
import Secrets
import Synchronization

/// The signing keys of late, so that one is derived once a day and not once a request.
final class S3SigningKeys: Sendable {
  private struct Entry {
    /// Compared by identity: held here, so that no other secret can take its place in memory.
    let secret: SecretBytes
    let token: SecretBytes?
    let key: S3SigningKey
  }

  private let entries = Mutex<[Entry]>([])
  private static let limit = 4

  func key(_ credentials: S3Credentials, day: String, region: String) throws(CryptographyError) -> S3SigningKey {
    let known = entries.withLock { entries in
      entries.first {
        $0.secret === credentials.secretAccessKey && $0.token === credentials.sessionToken
          && $0.key.accessKeyID == credentials.accessKeyID && $0.key.day == day && $0.key.region == region
      }?.key
    }
    if let known { return known }
    let key = try S3SigningKey(credentials, day: day, region: region)
    entries.withLock { entries in
      entries.insert(Entry(secret: credentials.secretAccessKey, token: credentials.sessionToken, key: key), at: 0)
      if entries.count > Self.limit { entries.removeLast() }
    }
    return key
  }
}
