/// The files below a directory of a share in the byte order of their keys, from a cursor on.
struct AzureFilesWalk {
  private struct Level {
    /// What keys of this directory begin with: empty, or ending in `/`.
    let path: String
    let selection: AzureFilesWindow.Selection
    var window: AzureFilesWindow
    var position = 0
  }

  private let store: AzureFilesStore
  private let windowSize: Int
  private var start: (path: String, selection: AzureFilesWindow.Selection)?
  private var levels: [Level] = []

  /// `pageSize` is how many files the caller is likely to take.
  init(_ store: AzureFilesStore, prefix: String, after cursor: String?, pageSize: Int) {
    self.store = store
    windowSize = min(max(pageSize, 512), 65_536) + 1
    guard AzureFilesKey.mayBegin(with: prefix) else { return }
    let base = AzureFilesKey.directory(of: prefix)
    var selection = AzureFilesWindow.Selection(prefix: Array(prefix.utf8.dropFirst(base.utf8.count)))
    if let cursor {
      if ObjectKey.hasPrefix(cursor, base) {
        selection.cursor = Array(cursor.utf8.dropFirst(base.utf8.count))
      } else if ObjectKey.precedes(base, cursor) {
        return
      }
    }
    // A prefix may be any text; only one that keys can have leads to a directory.
    let directory = String(Substring(base.utf8.dropLast()))
    guard base.isEmpty || ObjectKey.isValid(directory) && AzureFilesKey.canBeHeld(directory) else { return }
    start = (base, selection)
  }

  mutating func begin() async throws(StoreError) {
    guard let start else { return }
    try await enter(start.path, start.selection)
  }

  /// The next object, `nil` at the end.
  mutating func next() async throws(StoreError) -> ObjectInfo? {
    while let level = levels.last {
      let current = levels.count - 1
      guard level.position < level.window.entries.count else {
        if level.window.isCut { try await refill(current) } else { levels.removeLast() }
        continue
      }
      levels[current].position += 1
      let entry = level.window.entries[level.position]
      if let info = entry.info { return info }
      var selection = AzureFilesWindow.Selection()
      if let cursor = level.selection.cursor, cursor.starts(with: entry.name) {
        selection.cursor = Array(cursor.dropFirst(entry.name.count))
      }
      try await enter(level.path + String(decoding: entry.name, as: UTF8.self), selection)
    }
    return nil
  }

  private mutating func enter(_ path: String, _ selection: AzureFilesWindow.Selection) async throws(StoreError) {
    do throws(StoreError) {
      levels.append(Level(path: path, selection: selection, window: try await window(path, selection)))
    } catch {
      // Gone, or replaced by a file, since its name was read.
      guard error.code == .notFound, (error.cause as? AzureFailure)?.code != "ShareNotFound" else { throw error }
    }
  }

  private mutating func refill(_ index: Int) async throws(StoreError) {
    var selection = levels[index].selection
    selection.last = levels[index].window.entries.last?.name
    levels[index].window = try await window(levels[index].path, selection)
    levels[index].position = 0
  }

  private func window(
    _ path: String, _ selection: AzureFilesWindow.Selection
  ) async throws(StoreError) -> AzureFilesWindow {
    var window = AzureFilesWindow(selection, size: windowSize)
    var marker = ""
    let directory = String(Substring(path.utf8.dropLast()))
    repeat {
      let reply = try await store.directoryPage(
        directory, prefix: String(decoding: selection.prefix, as: UTF8.self), marker: marker)
      for entry in reply.entries { window.take(entry, in: path) }
      marker = reply.nextMarker
    } while !marker.isEmpty
    window.finish()
    return window
  }
}
