/// A listing by the bytes of keys on a server that lists by folders: SeaweedFS, and others over file systems.
///
/// One request and more for each folder. What the server says of one folder is in order, and can be cut anywhere; what
/// it says of several at once is neither.
struct S3FolderListing {
  let store: S3Store
  let prefix: String
  let limit: Int

  func page(after cursor: String?) async throws(StoreError) -> ListPage {
    let slash = prefix.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    if let cursor, !ObjectKey.hasPrefix(cursor, folder), ObjectKey.precedes(folder, cursor) {
      return ListPage(objects: [], next: nil)
    }
    // No key has an empty part, and not every server takes a prefix with one.
    if folder.utf8.first == UInt8(ascii: "/") { return ListPage(objects: [], next: nil) }

    let first = S3FolderLevel(
      folder: folder, namePrefix: String(Substring(prefix.utf8.dropFirst(folder.utf8.count))), cursor: cursor)
    let page: Result<ListPage, StoreError> = await withTaskGroup { group in
      var ahead = S3FolderPages(store: store, pageSize: max(limit, 16), group: group)
      defer { ahead.group.cancelAll() }
      do throws(StoreError) {
        return .success(try await walk(from: first, after: cursor, &ahead))
      } catch {
        return .failure(error)
      }
    }
    return try page.get()
  }

  private func walk(
    from first: S3FolderLevel, after cursor: String?, _ pages: inout S3FolderPages
  ) async throws(StoreError) -> ListPage {
    var objects: [ObjectInfo] = []
    var levels = [first]
    while let level = levels.last, objects.count < limit {
      if level.isExhausted {
        levels.removeLast()
        continue
      }
      guard let entry = levels[levels.count - 1].next() else {
        try levels[levels.count - 1].take(try await pages.next(of: level), location: store.name)
        // Folders rarely hold little: those that come next are asked for at once, unless the page will soon be full.
        if limit - objects.count > S3FolderPages.atOnce {
          pages.ask(
            for: levels[levels.count - 1].foldersToCome.filter { isBehind($0, cursor) && !isInside(cursor, $0) })
        }
        continue
      }
      switch entry {
      case .object(let info):
        if ObjectKey.hasPrefix(info.key, prefix), ObjectKey.isValid(info.key) { objects.append(info) }
      case .folder(let path):
        if isBehind(path, cursor) { levels.append(S3FolderLevel(folder: path, namePrefix: "", cursor: cursor)) }
      }
    }
    return ListPage(objects: objects, next: levels.isEmpty ? nil : objects.last?.key)
  }

  private func isInside(_ cursor: String?, _ folder: String) -> Bool {
    cursor.map { ObjectKey.hasPrefix($0, folder) } ?? false
  }

  /// Whether a folder has keys behind the cursor.
  private func isBehind(_ folder: String, _ cursor: String?) -> Bool {
    guard let cursor else { return true }
    return ObjectKey.precedes(cursor, folder) || ObjectKey.hasPrefix(cursor, folder)
  }
}
