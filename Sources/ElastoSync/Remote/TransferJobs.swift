import Providers

/// The jobs of a transfer one after another: what each source holds, beside what the destination has of it.
///
/// Both listings ascend by the same bytes, so that a page of each is all that is in memory.
struct TransferJobs: AsyncIteratorProtocol {
  private let sources: [TransferSource]
  private let destination: RemotePoint
  private let options: RemoteTransferOptions
  /// Whether the destination names a folder to put things in, rather than one object.
  private let isFolder: Bool
  private var next = 0
  private var tree: Tree?

  fileprivate struct Tree {
    let source: TransferSource
    /// What keys at the destination begin with.
    let prefix: String
    var found: ObjectListing.Iterator
    var present: ObjectListing.Iterator?
    var lastPresent: ObjectInfo?
  }

  /// - Parameter isFolder: whether the destination is a folder of this machine that is there.
  init(
    _ sources: [TransferSource], to destination: RemotePoint, isFolder: Bool, _ options: RemoteTransferOptions
  ) {
    self.sources = sources
    self.destination = destination
    self.options = options
    self.isFolder = destination.isPrefix || sources.count > 1 || sources.contains(where: \.isTree) || isFolder
  }

  mutating func next() async throws -> TransferJob? {
    while true {
      if tree != nil {
        if let job = try await nextOfTree() { return job }
        tree = nil
      }
      guard next < sources.count else { return nil }
      let source = sources[next]
      next += 1
      switch source.extent {
      case .object(let info): return try await job(source, info)
      case .tree(let prefix, _): try await begin(source, prefix)
      }
    }
  }

  private func job(_ source: TransferSource, _ info: ObjectInfo) async throws -> TransferJob {
    let key = isFolder ? destination.below + source.point.lastName : destination.key
    try requireOther(source.point, info.key, key)
    var present: ObjectInfo?
    if destination.localRoot == nil, options.comparison != .never {
      do throws(StoreError) {
        present = try await destination.store.head(key)
      } catch {
        guard error.code == .notFound else { throw error }
      }
    }
    return TransferJob(source: source.point, info: info, destination: destination, key: key, present: present)
  }

  private mutating func begin(_ source: TransferSource, _ sourcePrefix: String) async throws {
    let isOneOfMany = sources.count > 1 && source.point.pattern == nil
    let prefix = destination.below + (isOneOfMany ? "\(source.point.lastName)/" : "")
    guard source.point.identity != destination.identity || !prefix.utf8.starts(with: sourcePrefix.utf8) else {
      throw RunError(
        .usage, "the destination lies in what is to be copied: choose another one",
        location: destination.address.displayed)
    }
    let looks = destination.localRoot == nil && options.comparison != .never
    tree = Tree(
      source: source, prefix: prefix, found: source.point.store.listAll(prefix: sourcePrefix).makeAsyncIterator(),
      present: looks ? destination.store.listAll(prefix: prefix).makeAsyncIterator() : nil)
  }

  private mutating func nextOfTree() async throws -> TransferJob? {
    guard var tree else { return nil }
    defer { self.tree = tree }
    while let info = try await tree.found.next() {
      guard let name = tree.source.relativeName(of: info.key, options) else { continue }
      let key = tree.prefix + name
      return TransferJob(
        source: tree.source.point, info: info, destination: destination, key: key,
        present: try await tree.presentObject(key))
    }
    return nil
  }

  private func requireOther(_ source: RemotePoint, _ key: String, _ destinationKey: String) throws(RunError) {
    guard source.identity == destination.identity, key.utf8.elementsEqual(destinationKey.utf8) else { return }
    throw RunError(.usage, "source and destination are the same", location: source.address.displayed)
  }
}

extension TransferJobs.Tree {
  /// What the destination has under a key; keys are asked for in ascending order.
  fileprivate mutating func presentObject(_ key: String) async throws -> ObjectInfo? {
    while present != nil {
      if let last = lastPresent, !ObjectKey.precedes(last.key, key) {
        return last.key.utf8.elementsEqual(key.utf8) ? last : nil
      }
      lastPresent = try await present?.next()
      if lastPresent == nil { present = nil }
    }
    return nil
  }
}
