import Providers

extension RemoteSession {
  /// Puts, fetches or copies: which of them is for the addresses to say.
  ///
  /// One object goes to the key that the destination names, or, where that ends in a slash or there are several
  /// sources, under its own name below it. What is below a folder goes below the destination; each of several folders
  /// keeps its name. What fails is given to the observer, and the rest goes on; a failure that would meet every file,
  /// and that of the only file there is, is thrown. A cancelled task leaves what a later call goes on with.
  public func transfer(
    _ sources: [RemoteAddress], to destination: RemoteAddress, _ options: RemoteTransferOptions,
    observer: any RemoteObserver
  ) async throws -> RemoteReport {
    let target = try await point(destination)
    guard target.pattern == nil else {
      throw RunError(.usage, "a destination has no pattern in it", location: destination.displayed)
    }
    let skipped = SkippedNames(observer)
    var found: [TransferSource] = []
    for source in sources {
      let point = try await point(source) { skipped.note($0) }
      found.append(try await TransferSource.find(point, recursively: options.isRecursive))
    }
    let path = target.localPath(of: target.key)
    let there = await BlockingThreads.files.run { path.map { LocalFile.status($0) } }
    let transfer = RemoteTransfer(target, options, observer, isNew: there.map { $0 == nil } ?? false)
    let isFolder = there.flatMap { $0 }?.isFolder ?? false
    var report = try await transfer.run(
      TransferJobs(found, to: target, isFolder: isFolder, options), isOne: found.count == 1 && !found[0].isTree)
    report.failures += skipped.count
    return report
  }
}

/// Carries the jobs of a transfer out, a number of them at once.
struct RemoteTransfer: Sendable {
  let destination: RemotePoint
  let options: RemoteTransferOptions
  let observer: any RemoteObserver
  /// Nothing was at the destination when the transfer began, so that nothing need be looked for.
  let isNew: Bool
  /// Parts of large files on their way at once.
  let parts = AdmissionQueue(places: TransferLimits.partsAtOnce)

  init(
    _ destination: RemotePoint, _ options: RemoteTransferOptions, _ observer: any RemoteObserver, isNew: Bool
  ) {
    self.destination = destination
    self.options = options
    self.observer = observer
    self.isNew = isNew
  }

  func run(_ jobs: TransferJobs, isOne: Bool) async throws -> RemoteReport {
    var report = RemoteReport()
    var ending: (any Error)?
    await withTaskGroup(of: RemoteItem.self) { group in
      var jobs = jobs
      var running = 0
      func take(_ item: RemoteItem) {
        report.count(item)
        guard case .failed(let error) = item.result else { return }
        if isOne || Self.endsAll(error) { ending = ending ?? error }
      }
      do {
        while ending == nil, let job = try await jobs.next() {
          observer.found(files: 1, bytes: job.info.size)
          if running >= options.parallel, let item = await group.next() {
            running -= 1
            take(item)
          }
          running += 1
          group.addTask { await perform(job) }
        }
      } catch {
        ending = ending ?? error
      }
      if ending != nil { group.cancelAll() }
      for await item in group { take(item) }
    }
    try Task.checkCancellation()
    if let ending { throw ending }
    return report
  }

  /// What the other files would meet too.
  private static func endsAll(_ error: any Error) -> Bool { (error as? StoreError)?.code == .noSpace }

  private func perform(_ job: TransferJob) async -> RemoteItem {
    let item: RemoteItem
    do {
      item = try await carryOut(job)
    } catch {
      item = job.item(.failed(error))
    }
    // What a cancelled task did not do is no failure of the file.
    if !Task.isCancelled { observer.finished(item) }
    return item
  }

  private func carryOut(_ job: TransferJob) async throws -> RemoteItem {
    if try await isUnchanged(job) {
      observer.moved(bytes: job.info.size)
      return job.item(.unchanged)
    }
    if options.isDryRun { return job.item(.planned) }
    var item = job.item(.done)
    if destination.localRoot != nil {
      item.resumed = try await download(job)
    } else if job.source.localRoot != nil {
      (item.size, item.resumed) = try await upload(job)
    } else if job.source.identity == destination.identity {
      try await destination.store.copy(from: job.info.key, to: job.key, options: PutOptions())
      observer.moved(bytes: job.info.size)
    } else {
      try await relay(job)
    }
    return item
  }
}
