/// The next names of one directory in ascending order, as many as fit, out of pages that have another order.
///
/// Names order as keys do: a directory's as if it ended in `/`, for so do the keys below it begin.
struct AzureFilesWindow {
  struct Entry {
    /// UTF-8; a directory's ends in `/`.
    var name: [UInt8]
    /// `nil` for a directory.
    var info: ObjectInfo?
  }

  /// Which names to take.
  struct Selection {
    /// Names begin with these bytes.
    var prefix: [UInt8] = []
    /// Only what has keys after this one, relative to the directory.
    var cursor: [UInt8]?
    /// Only names after this one: the last of the window before.
    var last: [UInt8]?
  }

  private(set) var entries: [Entry] = []
  /// The directory has more names than these.
  private(set) var isCut = false
  private let selection: Selection
  private let size: Int
  /// The greatest name of the last cut.
  private var bound: [UInt8]?

  init(_ selection: Selection, size: Int) {
    self.selection = selection
    self.size = size
  }

  /// - Parameter path: what keys of the directory begin with.
  mutating func take(_ entry: AzureFilesStore.DirectoryEntry, in path: String) {
    let name = Array(entry.name.utf8) + (entry.isDirectory ? [UInt8(ascii: "/")] : [])
    guard name.starts(with: selection.prefix), !name.starts(with: TemporaryName.prefix.utf8) else { return }
    if let last = selection.last, !last.lexicographicallyPrecedes(name) { return }
    if let bound, !name.lexicographicallyPrecedes(bound) { return }
    if let cursor = selection.cursor, !cursor.lexicographicallyPrecedes(name) {
      guard entry.isDirectory, cursor.starts(with: name) else { return }
    }
    let key = path + entry.name
    guard ObjectKey.isValid(key) else { return }
    let info =
      entry.isDirectory ? nil : ObjectInfo(key: key, size: entry.size, etag: entry.etag, modified: entry.modified)
    entries.append(Entry(name: name, info: info))
    if entries.count >= 2 * size { cut() }
  }

  mutating func finish() {
    if entries.count > size { cut() } else { sort() }
  }

  private mutating func sort() { entries.sort { $0.name.lexicographicallyPrecedes($1.name) } }

  private mutating func cut() {
    sort()
    entries.removeLast(entries.count - size)
    isCut = true
    bound = entries.last?.name
  }
}
