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

    var objects: [ObjectInfo] = []
    var levels = [
      S3FolderLevel(
        folder: folder, namePrefix: String(Substring(prefix.utf8.dropFirst(folder.utf8.count))), cursor: cursor)
    ]
    while let level = levels.last, objects.count < limit {
      if level.isExhausted {
        levels.removeLast()
        continue
      }
      guard let entry = levels[levels.count - 1].next() else {
        let (reply, _) = try await store.listing(
          prefix: level.folder + level.namePrefix, after: level.position, limit: max(limit, 16), isOneLevel: true)
        try levels[levels.count - 1].take(reply, location: store.name)
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

  /// Whether a folder has keys behind the cursor.
  private func isBehind(_ folder: String, _ cursor: String?) -> Bool {
    guard let cursor else { return true }
    return ObjectKey.precedes(cursor, folder) || ObjectKey.hasPrefix(cursor, folder)
  }
}
