package import ResticRepository

/// Where a restore gets trees and blobs from. Any thread may ask at any time.
package protocol BlobSource: Sendable {
  /// A folder's nodes.
  func tree(_ id: StorageID) async throws(RepositoryError) -> Tree

  /// Every place where a data blob is stored, the preferred one first; none when the repository has lost it.
  func places(ofData id: StorageID) -> [BlobLocation]

  /// Bytes of a pack as they are stored; as many as asked for.
  func readPack(_ pack: StorageID, _ range: Range<Int64>) async throws(RepositoryError) -> [UInt8]

  /// What turns sealed blobs into proven plaintext; one per thread.
  func makeBatch() throws -> BlobBatch
}
