import Secrets

extension SecretReference {
  /// The secret, fetched on a thread that may wait for it.
  ///
  /// - Parameter part: what it is, for messages: `access key id`.
  func resolved(_ part: String) async throws(StoreError) -> SecretBytes {
    try await BlockingThreads.files.run { () throws(StoreError) in
      do throws(SecretError) {
        return try resolve()
      } catch {
        throw .credentials("the \(part) from \(error.reference): \(error.reason)", cause: error)
      }
    }
  }
}
