/// A file with pages: a local file, a page blob, or block objects.
final class VolumeFile: OpenFile {
  private let pages: any PageStore

  init(_ pages: any PageStore) { self.pages = pages }

  var name: String { pages.name }
  var layout: FileLayout { .pages }

  func status() async throws(StoreError) -> FileStatus {
    let properties = try await pages.properties()
    return FileStatus(
      kind: .file(.pages), size: properties.size, modified: properties.modified, etag: properties.etag)
  }

  func pread(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] { try await pages.read(range) }

  func pwrite(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    if let file = pages as? SparseFilePages { return try await file.writeGrowing(bytes, at: offset) }
    try await pages.write(bytes, at: offset)
  }

  func punchHole(_ range: Range<Int64>) async throws(StoreError) { try await pages.clear(range) }

  func truncate(to size: Int64) async throws(StoreError) { try await pages.resize(to: size) }

  func splice(_ range: Range<Int64>, from source: any OpenFile, to offset: Int64) async throws(StoreError) {
    switch (pages, (source as? VolumeFile)?.pages) {
    case (let blob as AzurePageBlob, let source as AzurePageBlob):
      try await blob.copy(range, from: source, to: offset)
    case (let file as SparseFilePages, let source as SparseFilePages):
      try await file.splice(range, from: source, to: offset)
    case (let file as AzureFilePages, let source as AzureFilePages) where file.store.name == source.store.name:
      try await file.copy(range, from: source, to: offset)
    default: throw StoreError(apart: name)
    }
  }

  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    try await pages.allocatedRanges(in: range, limit: limit)
  }

  func acquireLease(id: String, seconds: Int?) async throws(StoreError) {
    try await pages.acquireLease(id: id, seconds: seconds)
  }

  func renewLease() async throws(StoreError) { try await pages.renewLease() }

  func releaseLease() async throws(StoreError) { try await pages.releaseLease() }

  func breakLease(after seconds: Int?) async throws(StoreError) -> Int { try await pages.breakLease(after: seconds) }

  func synchronize() async throws(StoreError) { try await pages.flush() }

  func close() async throws(StoreError) { try await pages.close() }
}
