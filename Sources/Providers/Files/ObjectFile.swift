import Synchronization

/// An object as a file: read anywhere, written as a whole.
final class ObjectFile: OpenFile {
  private let key: String
  private let store: any ObjectStore
  private let options: FileOptions
  private let lease = Mutex<String?>(nil)

  init(_ key: String, in store: any ObjectStore, _ options: FileOptions) {
    self.key = key
    self.store = store
    self.options = options
  }

  var name: String { "\(store.name)/\(key)" }
  var layout: FileLayout { .whole }

  func status() async throws(StoreError) -> FileStatus {
    let info = try await store.head(key)
    return FileStatus(
      kind: .file(.whole), size: info.size, modified: info.modified, etag: info.etag, metadata: info.metadata)
  }

  func pread(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try await store.get(key, range: range)
  }

  func pwrite(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    try checkWritable()
    guard offset == 0 else { throw wholeOnly("written at an offset") }
    try await store.put(key, bytes, options: putOptions)
  }

  func punchHole(_ range: Range<Int64>) async throws(StoreError) { throw wholeOnly("given holes") }

  func truncate(to size: Int64) async throws(StoreError) { throw wholeOnly("truncated") }

  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    throw wholeOnly("asked for its holes")
  }

  func splice(_ range: Range<Int64>, from source: any OpenFile, to offset: Int64) async throws(StoreError) {
    try checkWritable()
    guard let source = source as? ObjectFile, source.store.name == store.name else { throw StoreError(apart: name) }
    let size = try await source.store.head(source.key).size
    guard offset == 0, range == 0..<size else { throw wholeOnly("copied in parts") }
    // Type and metadata come along.
    var options = PutOptions()
    options.lease = lease.withLock { $0 }
    try await store.copy(from: source.key, to: key, options: options)
  }

  func acquireLease(id: String, seconds: Int?) async throws(StoreError) {
    try checkWritable()
    guard let leasing = store.leasing else { throw noLeases }
    try await leasing.acquireLease(on: key, id: id, seconds: seconds)
    lease.withLock { $0 = id }
  }

  func renewLease() async throws(StoreError) {
    guard let leasing = store.leasing else { throw noLeases }
    guard let id = lease.withLock({ $0 }) else { throw StoreError(leaseLost: name) }
    try await leasing.renewLease(on: key, id: id)
  }

  func releaseLease() async throws(StoreError) {
    guard let id = lease.withLock({ $0 }), let leasing = store.leasing else { return }
    try await leasing.releaseLease(on: key, id: id)
    lease.withLock { $0 = nil }
  }

  func breakLease(after seconds: Int?) async throws(StoreError) -> Int {
    guard let leasing = store.leasing else { throw noLeases }
    return try await leasing.breakLease(on: key, after: seconds)
  }

  /// Nothing to do: what was put is durable.
  func synchronize() async throws(StoreError) {}

  func close() async throws(StoreError) { try await releaseLease() }

  private var putOptions: PutOptions {
    var put = PutOptions(contentType: options.contentType)
    put.lease = lease.withLock { $0 }
    return put
  }

  private func checkWritable() throws(StoreError) {
    if options.access == .reading { throw StoreError(readingOnly: name) }
  }

  private var noLeases: StoreError {
    StoreError(
      .unsupported,
      "objects of this store have no leases; make the file with pages, or put it on condition of its ETag",
      location: name)
  }

  private func wholeOnly(_ what: String) -> StoreError {
    StoreError(
      .unsupported,
      "an object cannot be \(what): it is read anywhere, and written and copied as a whole, from 0; make the file with "
        + "pages to change parts of it", location: name)
  }
}

extension StoreError {
  /// Two files of which no one storage has both.
  init(apart location: String) {
    self.init(
      .unsupported,
      "the two files are in different storages, or of different kinds; read from one and write to the other",
      location: location)
  }
}
