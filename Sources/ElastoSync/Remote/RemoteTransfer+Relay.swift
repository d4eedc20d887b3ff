import Providers

extension RemoteTransfer {
  /// Copies from one store to another, through the memory of this machine.
  func relay(_ job: TransferJob) async throws {
    let info = try await job.source.store.head(job.info.key)
    var options = putOptions(job.key, modified: info.contentModified ?? info.modified)
    if options.metadata.isEmpty { options.metadata = info.metadata.filter { $0.key != "mtime" } }
    guard info.size > TransferLimits.passedPart, let store = destination.store.multipart,
      let plan = PartPlan(size: info.size, preferred: TransferLimits.passedPart, limits: store.multipartLimits)
    else {
      let bytes = try await inPart { try await fetch(info, 0..<info.size, job) }
      try await destination.store.put(job.key, .bytes(bytes), options: options)
      observer.moved(bytes: info.size)
      return
    }
    let upload = try await store.beginUpload(job.key, options: options)
    do {
      let parts = try await send(info, plan, job, upload, in: store)
      try await store.complete(upload, parts: parts, options: options)
    } catch {
      // The task may be cancelled, so that this takes one of its own.
      await Task { try? await store.abort(upload) }.value
      throw error
    }
  }

  private func send(
    _ info: ObjectInfo, _ plan: PartPlan, _ job: TransferJob, _ upload: MultipartUpload, in store: any MultipartStore
  ) async throws -> [UploadedPart] {
    try await withThrowingTaskGroup(of: UploadedPart.self) { group in
      var parts: [UploadedPart] = []
      for number in 1...plan.count {
        if number > TransferLimits.partsAtOnce, let part = try await group.next() { parts.append(part) }
        group.addTask {
          try await inPart {
            let bytes = try await fetch(info, plan.range(of: number), job)
            let part = try await store.putPart(number, of: upload, .bytes(bytes))
            observer.moved(bytes: part.size)
            return part
          }
        }
      }
      for try await part in group { parts.append(part) }
      return parts.sorted { $0.number < $1.number }
    }
  }

  private func fetch(_ info: ObjectInfo, _ range: Range<Int64>, _ job: TransferJob) async throws -> [UInt8] {
    let sink = CollectingSink(capacity: range.count)
    let whole = range == 0..<info.size
    let now = try await job.source.store.get(info.key, range: whole ? nil : range, to: sink)
    guard now.etag == info.etag else { throw Self.replaced(job.source.address(of: info.key)) }
    return sink.take()
  }

  /// Waits for one of the places that all files' parts share.
  func inPart<T: Sendable>(_ body: () async throws -> T) async throws -> T {
    guard let ticket = await parts.enter() else { throw CancellationError() }
    defer { parts.leave(ticket, .other) }
    return try await body()
  }

  static func replaced(_ address: RemoteAddress) -> StoreError {
    StoreError(.failed, "it was replaced while it was read; run this again", location: address.displayed)
  }
}
