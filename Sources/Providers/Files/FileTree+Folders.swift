import CElastoSystem
import Glibc

extension FileTree {
  /// What is known of a file or a folder. Throws `.notFound` where there is neither. Idempotent.
  public func stat(_ path: String) async throws(StoreError) -> FileStatus {
    if path.isEmpty {
      if case .folder(let folder) = backend {
        _ = try await folder.threads.running(at: name) { _ throws(StoreError) in try folder.rootFolder() }
      } else {
        _ = try await store.list(prefix: "", after: nil, limit: 1)
      }
      return FileStatus(kind: .folder)
    }
    do throws(StoreError) {
      let file = try await open(path, FileOptions(access: .reading))
      return try await file.status()
    } catch {
      if case .folder(let folder) = backend, error.code == .notFound {
        return try await folder.threads.running(at: location(path)) { _ throws(StoreError) in
          try folder.folderStatus(path)
        }
      }
      if case .share(let share) = backend, error.code == .notFound { return try await share.directoryStatus(path) }
      guard error.code == .failed, try await hasEntries(path) else { throw error }
      return FileStatus(kind: .folder)
    }
  }

  /// One page of what is in a folder, files and folders, each once. Idempotent.
  ///
  /// - Parameter cursor: what `next` of the page before was.
  public func readdir(
    _ path: String = "", after cursor: String? = nil, limit: Int = 1000
  ) async throws(StoreError) -> FileListing {
    if !path.isEmpty { try ObjectKey.validate(path, in: name) }
    let limit = max(1, limit)
    if case .folder(let folder) = backend {
      return try await folder.threads.running(at: location(path)) { _ throws(StoreError) in
        try folder.readFolder(path, after: cursor, limit: limit)
      }
    }
    if case .share(let share) = backend {
      return try await share.readDirectory(path, after: cursor, limit: limit)
    }
    return try await readFlat(path.isEmpty ? "" : "\(path)/", after: cursor, limit: limit)
  }

  /// Makes one level of a flat listing, and skips what is deeper.
  private func readFlat(
    _ prefix: String, after cursor: String?, limit: Int
  ) async throws(StoreError) -> FileListing {
    var listing = FileListing(entries: [], next: nil)
    var position: String? = cursor.map { prefix + $0 + ($0.hasSuffix("/") ? Self.behindAll : "") }
    repeat {
      let page = try await store.list(prefix: prefix, after: position, limit: limit + 1)
      position = page.next
      for object in page.objects {
        let rest = object.key.dropFirst(prefix.count)
        let name = String(Substring(rest.utf8.prefix { $0 != UInt8(ascii: "/") }))
        let isFolder = name.utf8.count < rest.utf8.count
        let last = listing.entries.last
        if isFolder, let last, last.isFolder, last.name.utf8.elementsEqual(name.utf8) { continue }
        if listing.entries.count == limit {
          listing.next = last.map { $0.isFolder ? "\($0.name)/" : $0.name }
          return listing
        }
        listing.entries.append(
          FileListing.Entry(
            name: name, isFolder: isFolder, size: isFolder ? 0 : object.size,
            modified: isFolder ? nil : object.modified))
      }
      // A page that ends in a folder may not be the last of it.
      if position != nil, let last = listing.entries.last, last.isFolder {
        position = "\(prefix)\(last.name)/\(Self.behindAll)"
      }
    } while position != nil
    return listing
  }

  /// Behind a slash, after every key: what no name begins with.
  private static var behindAll: String { "\u{10FFFF}\u{10FFFF}" }

  /// Makes a folder; where that is the container, the container. Throws `.conditionFailed` where it is there already, as
  /// far as that shows.
  ///
  /// - Parameter region: where the container is to be; `nil` for where the configuration says.
  public func mkdir(_ path: String, region: String? = nil) async throws(StoreError) {
    if region != nil, !path.isEmpty {
      throw StoreError(.unsupported, "only a container is made in a region", location: location(path))
    }
    if path.isEmpty { return try await makeContainer(region) }
    try ObjectKey.validate(path, in: name)
    switch backend {
    case .folder(let folder):
      try await folder.threads.running(at: location(path)) { _ throws(StoreError) in try folder.makeFolder(path) }
    case .share(let share): try await share.makeDirectory(path)
    // A folder comes with the first file in it.
    case .azure, .s3, .objects: break
    }
  }

  private func makeContainer(_ region: String?) async throws(StoreError) {
    var store = store
    if let region {
      guard case .s3(let bucket) = backend else {
        throw StoreError(.unsupported, "containers have no region of their own here", location: name)
      }
      var configuration = bucket.configuration
      configuration.region = region
      store = try S3Store(
        configuration, credentials: bucket.credentials, transport: bucket.transport, now: bucket.now)
    }
    if case .share(let share) = backend { return try await share.createShare() }
    guard try await store.requireContainers().makeContainer() else {
      throw StoreError(.conditionFailed, "it is there already", location: name)
    }
  }

  /// Removes a folder, which must be empty; where that is the container, the container. What is not there counts as
  /// removed.
  public func rmdir(_ path: String) async throws(StoreError) {
    if !path.isEmpty { try ObjectKey.validate(path, in: name) }
    if case .folder(let folder) = backend {
      return try await folder.threads.running(at: location(path)) { _ throws(StoreError) in
        try folder.removeFolder(path)
      }
    }
    if case .share(let share) = backend, !path.isEmpty { return try await share.removeDirectory(path) }
    if try await hasEntries(path) {
      throw StoreError(.failed, "the folder is not empty; remove what is in it first", location: location(path))
    }
    guard path.isEmpty else { return }
    switch backend {
    case .azure(let container): try await container.deleteContainer()
    case .share(let share): try await share.deleteShare()
    case .s3(let bucket): try await bucket.deleteBucket()
    case .folder, .objects:
      throw StoreError(.unsupported, "this store has no container that could be removed", location: name)
    }
  }

  /// Removes a file, with its snapshots. Throws `.notFound` where there is none, `.conditionFailed` while another holds
  /// a lease that is enforced.
  public func unlink(_ path: String) async throws(StoreError) {
    let status = try await stat(path)
    guard case .file(let layout) = status.kind else { throw isFolder(path) }
    if layout == .pages { return try await volumes.deletePages(path) }
    if let failure = try await store.delete([path]).first { throw failure.error }
  }

  func hasEntries(_ path: String) async throws(StoreError) -> Bool {
    let prefix = path.isEmpty ? "" : "\(path)/"
    do throws(StoreError) {
      return try await !store.list(prefix: prefix, after: nil, limit: 1).objects.isEmpty
    } catch {
      if path.isEmpty, error.code == .notFound { return false }
      throw error
    }
  }
}
