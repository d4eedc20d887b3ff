package import ResticRepository

/// A restore's source that is a repository with its index.
package struct RepositoryBlobSource: BlobSource {
  private let repository: Repository
  private let index: BlobIndex

  /// Loads the index if that has not been done.
  package init(_ repository: Repository) async throws(RepositoryError) {
    self.repository = repository
    if let loaded = repository.index { index = loaded } else { index = try await repository.loadIndex() }
  }

  package func tree(_ id: StorageID) async throws(RepositoryError) -> Tree { try await repository.loadTree(id) }

  package func places(ofData id: StorageID) -> [BlobLocation] { index.copies(of: .data, id) }

  package func readPack(_ pack: StorageID, _ range: Range<Int64>) async throws(RepositoryError) -> [UInt8] {
    try await repository.readPack(pack, range)
  }

  package func makeBatch() throws -> BlobBatch { try BlobBatch(repository.masterKey) }
}
