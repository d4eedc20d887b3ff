import Providers

/// A listing for people: one level with its folders, or everything below, or what a pattern names.
struct RemoteListing {
  let point: RemotePoint
  let options: RemoteListOptions

  private static var pageSize: Int { 1000 }

  init(_ point: RemotePoint, _ options: RemoteListOptions) {
    self.point = point
    self.options = options
  }

  func run(_ body: ([RemoteEntry]) async throws -> Void) async throws {
    if options.isCompletion {
      _ = try await listLevel(prefix: point.isPrefix ? point.below : point.key, body)
    } else if let pattern = point.pattern {
      try await list(pattern, body)
    } else if !point.isPrefix, !point.key.isEmpty, let entry = try await object() {
      try await body([entry])
    } else {
      let isFound = options.isRecursive ? try await listAll(body) : try await listLevel(prefix: point.below, body)
      if !isFound, !point.key.isEmpty, await !isFolderOfDisk() { throw Self.nothing(point) }
    }
  }

  static func nothing(_ point: RemotePoint) -> StoreError {
    StoreError(
      .notFound, "there is no such object, and none below it; `ls` of what is above shows what there is",
      location: point.address.displayed)
  }

  static func entry(_ info: ObjectInfo, in point: RemotePoint, name: String) -> RemoteEntry {
    var entry = RemoteEntry(.object, point.address(of: info.key), name: name)
    entry.size = info.size
    entry.modified = info.contentModified ?? info.modified
    entry.etag = info.etag
    entry.tier = info.tier
    entry.metadata = info.metadata
    return entry
  }

  static func rest(of key: String, behind prefix: String) -> String {
    String(Substring(key.utf8.dropFirst(prefix.utf8.count)))
  }

  private func isFolderOfDisk() async -> Bool {
    guard let path = point.localPath(of: point.key) else { return false }
    return await BlockingThreads.files.run { LocalFile.isFolder(path) }
  }

  private func object() async throws -> RemoteEntry? {
    do throws(StoreError) {
      return Self.entry(try await point.store.head(point.key), in: point, name: point.lastName)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  /// Whether there was anything.
  private func listAll(_ body: ([RemoteEntry]) async throws -> Void) async throws -> Bool {
    var isFound = false
    let prefix = point.below
    for try await page in Pages(point.store, prefix) {
      isFound = isFound || !page.isEmpty
      try await body(page.map { Self.entry($0, in: point, name: Self.rest(of: $0.key, behind: prefix)) })
    }
    return isFound
  }

  /// The objects and folders of one level; whether there was anything.
  private func listLevel(
    prefix: String, _ body: ([RemoteEntry]) async throws -> Void
  ) async throws -> Bool {
    if let root = point.localRoot { return try await listFolder(root, prefix: prefix, body) }
    var level = RemoteLevel(point, prefix: prefix)
    var isFound = false
    repeat {
      let page = try await point.store.list(prefix: prefix, after: level.cursor, limit: Self.pageSize)
      isFound = isFound || !page.objects.isEmpty
      try await body(level.take(page))
    } while level.cursor != nil
    return isFound
  }

  /// The same of a folder of this machine, those without a file included.
  private func listFolder(
    _ root: String, prefix: String, _ body: ([RemoteEntry]) async throws -> Void
  ) async throws -> Bool {
    let level = RemoteLevel(point, prefix: prefix)
    let entries = try await BlockingThreads.files.run {
      try LocalFile.list("\(root)/\(level.base)").compactMap { name, status in level.entry(name, status) }
    }
    try await body(entries.sorted { ObjectKey.precedes($0.name, $1.name) })
    return !entries.isEmpty
  }

  private func list(_ pattern: KeyPattern, _ body: ([RemoteEntry]) async throws -> Void) async throws {
    var lastFolder: String?
    for try await page in Pages(point.store, pattern.prefix) {
      var entries: [RemoteEntry] = []
      for info in page {
        let isMatch = pattern.matches(info.key, recursively: options.isRecursive)
        if isMatch, !point.isPrefix || options.isRecursive {
          entries.append(Self.entry(info, in: point, name: info.key))
        } else if !options.isRecursive, let folder = pattern.folder(above: info.key) {
          if let lastFolder, lastFolder.utf8.elementsEqual(folder.utf8) { continue }
          lastFolder = folder
          entries.append(
            RemoteEntry(.folder, point.address(of: String(folder.dropLast()), isPrefix: true), name: folder))
        }
      }
      try await body(entries)
    }
  }

  /// The pages of a whole listing.
  struct Pages: AsyncSequence, AsyncIteratorProtocol {
    private let store: any ObjectStore
    private let prefix: String
    private var cursor: String?
    private var isAtEnd = false

    init(_ store: any ObjectStore, _ prefix: String) {
      self.store = store
      self.prefix = prefix
    }

    func makeAsyncIterator() -> Pages { self }

    mutating func next() async throws -> [ObjectInfo]? {
      if isAtEnd { return nil }
      let page = try await store.list(prefix: prefix, after: cursor, limit: 1000)
      cursor = page.next
      isAtEnd = cursor == nil
      return page.objects
    }
  }
}
