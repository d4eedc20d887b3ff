import Cryptography
import Providers

/// What all index files say, read from the store and from nowhere else, in one sorted table.
///
/// Positions in the table stand for blobs in what is built on it: a mark is a bit, not an id.
struct IndexSurvey: Sendable {
  let table: BlobTable
  /// The index files that could be read, and their sizes in the store.
  let files: [(id: StorageID, size: Int64)]

  private static let fetchWidth = 6

  /// - Parameter onDamage: takes note of an index file that cannot be read; when it throws, that ends the survey.
  static func load(
    _ repository: Repository, onDamage: (StorageID, RepositoryError) throws(RepositoryError) -> Void
  ) async throws(RepositoryError) -> IndexSurvey {
    let directory = TemporaryFile.defaultDirectory
    let builder = BlobTableBuilder(directory: directory)
    var files: [(id: StorageID, size: Int64)] = []
    let listed = try await repository.list(.index)
    for start in stride(from: 0, to: listed.count, by: fetchWidth) {
      let batch = listed[start..<min(start + fetchWidth, listed.count)]
      let results = await withTaskGroup(of: (Int, Result<IndexFile, RepositoryError>).self) { group in
        for (position, file) in batch.enumerated() {
          group.addTask {
            do throws(RepositoryError) {
              return (position, .success(try await repository.loadIndexFile(file.id)))
            } catch {
              return (position, .failure(error))
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
      }
      for (file, (_, result)) in zip(batch, results) {
        switch result {
        case .success(let index):
          try attempt(repository) { try builder.add(index, id: file.id) }
          files.append(file)
        case .failure(let error): try onDamage(file.id, error)
        }
      }
    }
    let table = try attempt(repository) {
      let file = try TemporaryFile(in: directory)
      try builder.finish(into: file.descriptor, key: nil)
      guard let mapped = MappedFile(descriptor: file.descriptor), let table = BlobTable(mapped) else {
        throw SystemFailure("mmap")
      }
      return table
    }
    return IndexSurvey(table: table, files: files)
  }

  private static func attempt<Result>(
    _ repository: Repository, _ body: () throws -> Result
  ) throws(RepositoryError) -> Result {
    do { return try body() } catch {
      throw RepositoryError(
        .store, "the table of the index cannot be written on this machine: \(error); make room in $TMPDIR",
        location: repository.store.name, cause: error)
    }
  }

  /// The positions of the packs in the table.
  func packPositions() -> [StorageID: UInt32] {
    var positions: [StorageID: UInt32] = [:]
    positions.reserveCapacity(table.packCount)
    for position in 0..<UInt32(table.packCount) {
      if let pack = table.pack(at: position) { positions[pack.id] = position }
    }
    return positions
  }

  /// The position of the copy of a blob that lies in that place; `nil` when the index knows no such copy.
  func position(of entry: PackEntry, inPackAt pack: UInt32) -> Int? {
    table.withCopies(of: entry.kind, entry.id) { first, copies in
      copies.firstIndex { $0.pack == pack && $0.entry == entry }.map { first + $0 }
    }
  }

  /// What the index says of one pack, ascending by offset. Goes through the whole table.
  func entries(inPackAt pack: UInt32) -> [PackEntry] {
    table.records.filter { $0.pack == pack }.map(\.entry).sorted { $0.offset < $1.offset }
  }
}
