import Providers

extension RemoteTransfer {
  /// Fetches an object into a file of this machine; the bytes that an earlier run had fetched.
  func download(_ job: TransferJob) async throws -> Int64 {
    guard let path = destination.localPath(of: job.key) else { return 0 }
    if job.info.size <= TransferLimits.inMemory {
      try await downloadSmall(job, to: path)
      return 0
    }
    if job.info.size > TransferLimits.whole { return try await downloadLarge(job, to: path) }
    let file = try await BlockingThreads.files.run { () throws(StoreError) in try NewFile(path) }
    let sink = try await sink(into: file.descriptor, at: 0, path)
    let info = try await job.source.store.get(job.info.key, range: nil, to: sink)
    try await publish(file, info, job)
    return 0
  }

  private func downloadSmall(_ job: TransferJob, to path: String) async throws {
    let sink = CollectingSink(capacity: Int(job.info.size))
    let info = try await job.source.store.get(job.info.key, range: nil, to: sink)
    let bytes = sink.take()
    let isSparse = options.isSparse
    let modified = modified(info, job)
    try await BlockingThreads.files.run { () throws(StoreError) in
      let file = try NewFile(path)
      try file.write(bytes, makesHoles: isSparse)
      try file.publish(size: Int64(bytes.count), modified: modified)
    }
    observer.moved(bytes: Int64(bytes.count))
  }

  /// In parts, into a file that a later run finds again.
  private func downloadLarge(_ job: TransferJob, to path: String) async throws -> Int64 {
    let info = try await job.source.store.head(job.info.key)
    let name = job.source.address(of: info.key).description
    let file = try await BlockingThreads.files.run { () throws(StoreError) in
      try PartialFile(path, of: name, info, partSize: TransferLimits.fetchedPart(of: info.size))
    }
    let missing = file.missing
    let resumed = info.size - missing.reduce(0) { $0 + Int64(file.range(of: $1).count) }
    observer.moved(bytes: resumed)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, part) in missing.enumerated() {
        if index >= TransferLimits.partsAtOnce { try await group.next() }
        group.addTask { try await inPart { try await fetch(part, into: file, info, job, path) } }
      }
      try await group.waitForAll()
    }
    let modified = modified(info, job)
    try await BlockingThreads.files.run { () throws(StoreError) in try file.publish(modified: modified) }
    return resumed
  }

  private func fetch(
    _ part: Int, into file: PartialFile, _ info: ObjectInfo, _ job: TransferJob, _ path: String
  ) async throws {
    let range = file.range(of: part)
    let sink = try await sink(into: file.descriptor, at: range.lowerBound, path)
    let now = try await job.source.store.get(info.key, range: range, to: sink)
    guard now.etag == info.etag, now.size == info.size else {
      await BlockingThreads.files.run { file.discard() }
      throw Self.replaced(job.source.address(of: info.key))
    }
    try await BlockingThreads.files.run { () throws(StoreError) in try file.note(part) }
  }

  private func sink(into descriptor: FileDescriptor, at start: Int64, _ path: String) async throws -> FileSink {
    let (makesHoles, observer) = (options.isSparse, observer)
    return await BlockingThreads.files.run {
      FileSink(descriptor, at: start, makesHoles: makesHoles, path: path, observer)
    }
  }

  private func publish(_ file: NewFile, _ info: ObjectInfo, _ job: TransferJob) async throws {
    let modified = modified(info, job)
    try await BlockingThreads.files.run { () throws(StoreError) in
      try file.publish(size: info.size, modified: modified)
    }
  }

  private func modified(_ info: ObjectInfo, _ job: TransferJob) -> Int64? {
    info.contentModified ?? info.modified ?? job.info.modified
  }
}
