import Cryptography

/// The MD5 of a part's bytes, which goes into the name of its block.
enum AzurePartSum {
  /// Threads for sums over large bodies, which are no work for the cooperative pool.
  private static let threads = BlockingThreads(name: "elasto-azure-sum", limit: 4)

  static func sum(_ body: PutBody, location: String) async throws(StoreError) -> (body: HTTPBody, md5: [UInt8]) {
    try await threads.run { () throws(StoreError) in
      let hasher: MD5Hasher
      do throws(CryptographyError) {
        hasher = try MD5Hasher()
      } catch {
        throw StoreError(.failed, "the upload cannot be prepared: \(error)", location: location, cause: error)
      }
      switch body {
      case .bytes(let bytes):
        bytes.withUnsafeBytes { hasher.update($0) }
        return (.bytes(bytes), hasher.finish())
      case .file(let path):
        return (try FileBody.read(path, nil, location: location) { hasher.update($0) }, hasher.finish())
      case .fileRange(let path, let range):
        return (try FileBody.read(path, range, location: location) { hasher.update($0) }, hasher.finish())
      }
    }
  }
}
