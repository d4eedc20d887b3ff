/// A snapshot of a sparse file, open for reading. One that is deleted stays readable until this is gone.
final class SparseFileSnapshot: PageReader {
  let name: String
  private let file: SparseFile
  private let volume: SparseFilePages

  init(_ file: SparseFile, name: String, of volume: SparseFilePages) {
    self.file = file
    self.name = name
    self.volume = volume
  }

  var capabilities: PageCapabilities { volume.capabilities }
  var geometry: PageGeometry { SparseFilePages.geometry }

  func properties() async throws(StoreError) -> PageProperties {
    try await blocking { file, _ throws(StoreError) in PageProperties(size: try file.size()) }
  }

  func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try await blocking { file, _ throws(StoreError) in try file.read(range) }
  }

  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    try await blocking { file, _ throws(StoreError) in try file.allocatedRanges(in: range, limit: limit) }
  }

  func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList {
    let volume = volume
    return try await blocking { file, flag throws(StoreError) in
      try file.changedRanges(since: try volume.snapshotFile(snapshot), in: range, limit: limit, flag)
    }
  }

  private func blocking<T: Sendable>(
    _ body: @escaping @Sendable (SparseFile, CancellationFlag) throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    try await volume.threads.running(at: name) { [file] flag throws(StoreError) in try body(file, flag) }
  }
}
