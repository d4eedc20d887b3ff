import Providers

extension RemoteSession {
  /// Removes objects, many with one request. What cannot be removed is given to the observer, and the rest goes on.
  ///
  /// Throws `.refused` where everything in a container is meant and the options do not allow it, and `.notFound` for a
  /// name that nothing has.
  public func remove(
    _ addresses: [RemoteAddress], _ options: RemoteRemoveOptions, observer: any RemoteObserver
  ) async throws -> RemoteReport {
    var report = RemoteReport()
    var removals: [RemoteRemoval] = []
    // All are looked at before any is removed.
    for address in addresses { removals.append(try await RemoteRemoval(try await point(address), options, observer)) }
    for removal in removals { try await removal.run(&report) }
    return report
  }
}

/// The objects that one address names, and their end.
struct RemoteRemoval {
  private static let batch = 1000
  private static let batchesAtOnce = 4

  private let source: TransferSource
  private let options: RemoteRemoveOptions
  private let observer: any RemoteObserver

  init(_ point: RemotePoint, _ options: RemoteRemoveOptions, _ observer: any RemoteObserver) async throws {
    guard !point.address.isLocal else {
      throw RunError(
        .usage, "this removes objects of providers; for files of this machine there is rm",
        location: point.address.displayed)
    }
    let isWhole = point.pattern.map { $0.prefix.isEmpty && options.isRecursive } ?? point.key.isEmpty
    guard !isWhole || options.allowsWholeContainer || options.isDryRun || !options.filter.isEmpty else {
      throw RunError(
        .refused,
        "this removes everything in the container: give --force if that is what you want, -n to see what it is",
        location: point.address.displayed)
    }
    source = try await TransferSource.find(point, recursively: options.isRecursive)
    self.options = options
    self.observer = observer
  }

  func run(_ report: inout RemoteReport) async throws {
    switch source.extent {
    case .object(let info): try await remove([info], &report)
    case .tree(let prefix, let base): try await remove(below: prefix, base, &report)
    }
  }

  private func remove(below prefix: String, _ base: String, _ report: inout RemoteReport) async throws {
    try await withThrowingTaskGroup(of: [RemoteItem].self) { group in
      var batch: [ObjectInfo] = []
      var running = 0
      func send() async throws {
        if running == Self.batchesAtOnce, let items = try await group.next() {
          running -= 1
          for item in items { report.count(item) }
        }
        running += 1
        let full = batch
        batch = []
        group.addTask { try await delete(full) }
      }
      for try await info in source.point.store.listAll(prefix: prefix) {
        guard isMeant(info.key, base) else { continue }
        batch.append(info)
        if batch.count == Self.batch { try await send() }
      }
      if !batch.isEmpty { try await send() }
      while let items = try await group.next() {
        for item in items { report.count(item) }
      }
    }
  }

  private func isMeant(_ key: String, _ base: String) -> Bool {
    if let pattern = source.point.pattern, !pattern.matches(key, recursively: options.isRecursive) { return false }
    return options.filter.passes(RemoteListing.rest(of: key, behind: base))
  }

  private func remove(_ objects: [ObjectInfo], _ report: inout RemoteReport) async throws {
    for item in try await delete(objects) { report.count(item) }
  }

  private func delete(_ objects: [ObjectInfo]) async throws -> [RemoteItem] {
    observer.found(files: objects.count, bytes: 0)
    var failed: [[UInt8]: StoreError] = [:]
    if !options.isDryRun {
      for failure in try await source.point.store.delete(objects.map(\.key)) {
        failed[Array(failure.key.utf8)] = failure.error
      }
    }
    return objects.map { info in
      let error = failed[Array(info.key.utf8)]
      let item = RemoteItem(
        .delete, error.map { .failed($0) } ?? (options.isDryRun ? .planned : .done),
        source: source.point.address(of: info.key), size: info.size)
      observer.finished(item)
      return item
    }
  }
}
