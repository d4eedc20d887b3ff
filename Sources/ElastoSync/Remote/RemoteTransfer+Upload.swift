import Providers
import Synchronization

extension RemoteTransfer {
  /// Puts a file of this machine; its size, and the bytes that an earlier run had sent.
  ///
  /// A file that changes meanwhile is sent once more.
  func upload(_ job: TransferJob) async throws -> (size: Int64, resumed: Int64) {
    guard let path = job.source.localPath(of: job.info.key) else { return (0, 0) }
    if job.info.size <= TransferLimits.inMemory { return (try await uploadSmall(path, to: job.key), 0) }
    for attempt in 1...2 {
      guard let before = await BlockingThreads.files.run({ LocalFile.status(path) }), before.isRegular else { break }
      let resumed = try await uploadLarge(path, before, to: job.key)
      let after = await BlockingThreads.files.run { LocalFile.status(path) }
      if after?.size == before.size, after?.modified == before.modified { return (before.size, resumed) }
      if attempt == 1 { observer.moved(bytes: -before.size) }
    }
    throw StoreError(
      .failed, "it changed while it was sent; send it again when nobody writes to it",
      location: FileSystemPath(path).displayed)
  }

  private func uploadSmall(_ path: String, to key: String) async throws -> Int64 {
    let (bytes, status) = try await BlockingThreads.files.run { () throws(StoreError) in try LocalFile.read(path) }
    try await destination.store.put(key, .bytes(bytes), options: putOptions(key, modified: status.modified))
    observer.moved(bytes: Int64(bytes.count))
    return Int64(bytes.count)
  }

  private func uploadLarge(_ path: String, _ status: LocalFile.Status, to key: String) async throws -> Int64 {
    let options = putOptions(key, modified: status.modified)
    let settings = MultipartUploadStore.Settings()
    guard status.size > settings.threshold, let store = destination.store as? MultipartUploadStore,
      store.multipart != nil
    else {
      try await destination.store.put(key, .fileRange(path: path, range: 0..<status.size), options: options)
      observer.moved(bytes: status.size)
      return 0
    }
    let earlier = try await earlierUpload(of: key, in: store)
    let resumed = Atomic<Int>(0)
    try await store.put(
      key, .fileRange(path: path, range: 0..<status.size), options: options, continuing: earlier
    ) { (_: MultipartUpload) async throws(StoreError) in
    } arrived: { part, isKnown in
      if isKnown { resumed.add(Int(part.size), ordering: .relaxed) }
      observer.moved(bytes: part.size)
    }
    return Int64(resumed.load(ordering: .relaxed))
  }

  /// The newest upload of the key that was begun and not ended: its parts count if they are the file's. Who may not list
  /// uploads begins anew.
  private func earlierUpload(of key: String, in store: MultipartUploadStore) async throws -> MultipartUpload? {
    do throws(StoreError) {
      return try await store.listUploads(prefix: key).filter { $0.key.utf8.elementsEqual(key.utf8) }
        .max { ($0.begun ?? 0) < ($1.begun ?? 0) }
    } catch {
      if error.code == .accessDenied || error.code == .unsupported { return nil }
      throw error
    }
  }

  func putOptions(_ key: String, modified: Int64?) -> PutOptions {
    PutOptions(
      contentType: options.contentType ?? ContentType.of(key), metadata: options.metadata, modified: modified)
  }
}
