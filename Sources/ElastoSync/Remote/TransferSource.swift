import Providers

/// What a source address comes down to: one object, or those below a prefix.
struct TransferSource: Sendable {
  enum Extent: Sendable {
    case object(ObjectInfo)
    /// Keys that begin with `prefix`, named relative to `base`, which the prefix begins with.
    case tree(prefix: String, base: String)
  }

  let point: RemotePoint
  let extent: Extent

  /// Looks at what is there. Throws `.notFound` where nothing is, and `.usage` for a folder without `recursively`.
  static func find(_ point: RemotePoint, recursively: Bool) async throws -> TransferSource {
    if let pattern = point.pattern {
      return TransferSource(point: point, extent: .tree(prefix: pattern.prefix, base: pattern.folder))
    }
    if !point.isPrefix, !point.key.isEmpty {
      do throws(StoreError) {
        return TransferSource(point: point, extent: .object(try await point.store.head(point.key)))
      } catch {
        guard error.code == .notFound else { throw error }
      }
    }
    let isFolder = try await holdsSomething(point)
    guard isFolder || point.key.isEmpty else { throw RemoteListing.nothing(point) }
    guard recursively else {
      throw RunError(.usage, "it is a folder: give -r for everything below it", location: point.address.displayed)
    }
    return TransferSource(point: point, extent: .tree(prefix: point.below, base: point.below))
  }

  private static func holdsSomething(_ point: RemotePoint) async throws -> Bool {
    if let path = point.localPath(of: point.key) {
      return await BlockingThreads.files.run { LocalFile.isFolder(path) }
    }
    return try await !point.store.list(prefix: point.below, after: nil, limit: 1).objects.isEmpty
  }

  var isTree: Bool { if case .tree = extent { true } else { false } }

  /// The name under which a key goes below the destination; `nil` for one that is not meant.
  func relativeName(of key: String, _ options: RemoteTransferOptions) -> String? {
    guard case .tree(_, let base) = extent else { return point.lastName }
    if let pattern = point.pattern, !pattern.matches(key, recursively: options.isRecursive) { return nil }
    let name = RemoteListing.rest(of: key, behind: base)
    return options.filter.passes(name) ? name : nil
  }
}
