import Providers

extension RemoteTransfer {
  /// Whether the destination has what would be sent.
  func isUnchanged(_ job: TransferJob) async throws -> Bool {
    guard options.comparison != .never else { return false }
    if let path = destination.localPath(of: job.key) { return try await isUnchanged(job, at: path) }
    guard let present = job.present, present.size == job.info.size else { return false }
    switch options.comparison {
    case .never: return false
    case .size: return true
    case .checksum:
      if let path = job.source.localPath(of: job.info.key) { return try await hasSum(of: present, path) }
      return present.etag != nil && present.etag == job.info.etag
    case .time:
      // Listings do not have the content's time.
      let theirs = present.metadata.isEmpty ? try await destination.store.head(job.key) : present
      guard let time = theirs.contentModified ?? (theirs.etag == job.info.etag ? theirs.modified : nil) else {
        return false
      }
      return Self.isSame(time, try await contentTime(job))
    }
  }

  private func isUnchanged(_ job: TransferJob, at path: String) async throws -> Bool {
    guard !isNew, let status = await BlockingThreads.files.run({ LocalFile.status(path) }),
      status.isRegular, status.size == job.info.size
    else { return false }
    switch options.comparison {
    case .never: return false
    case .size: return true
    case .checksum: return try await hasSum(of: job.info, path)
    case .time: return Self.isSame(status.modified, try await contentTime(job))
    }
  }

  /// When the source's content was changed, as far as anybody knows.
  func contentTime(_ job: TransferJob) async throws -> Int64? {
    if job.source.localRoot != nil || !job.info.metadata.isEmpty {
      return job.info.contentModified ?? job.info.modified
    }
    let info = try await job.source.store.head(job.info.key)
    return info.contentModified ?? info.modified
  }

  /// Some programs keep microseconds.
  private static func isSame(_ left: Int64, _ right: Int64?) -> Bool {
    right.map { abs($0 / 1000 - left / 1000) <= 1 } ?? false
  }

  /// Whether a file is the object, after its ETag: an MD5, or that of parts of the size in which they are sent here.
  private func hasSum(of info: ObjectInfo, _ path: String) async throws -> Bool {
    guard let etag = info.etag else { return false }
    return try await BlockingThreads.files.run { try FileSum.matches(path, etag: etag, size: info.size) }
  }
}
