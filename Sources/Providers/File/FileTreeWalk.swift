import Glibc

/// The regular files below a folder in the byte order of their keys, from a cursor on.
///
/// Memory is one `FolderWindow` for each level of folders. A folder that a symbolic link leads back into is not
/// entered again.
final class FileTreeWalk {
  private struct Level {
    let folder: Int32
    let identity: FileIdentity
    /// What keys of this folder begin with: empty, or ending in `/`.
    let path: [UInt8]
    var selection: FolderWindow.Selection
    var window: FolderWindow
    var position = 0
  }

  private struct FileIdentity: Hashable {
    let device: dev_t
    let inode: ino_t
  }

  /// Told of names that are not UTF-8, with the folders above them.
  var unnameable: (([UInt8]) -> Void)?
  private var levels: [Level] = []
  private let windowSize: Int
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

  /// `pageSize` is how many files the caller is likely to take.
  init(root: Int32, prefix: String, after cursor: String?, pageSize: Int) throws(SystemError) {
    windowSize = min(max(pageSize, 512), 65_536) + 1
    let prefix = Array(prefix.utf8)
    let base = prefix[..<(prefix.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)]
    var selection = FolderWindow.Selection(prefix: prefix[base.endIndex...])
    if let cursor {
      let cursor = Array(cursor.utf8)
      if cursor.starts(with: base) {
        selection.cursor = cursor[base.count...]
      } else if base.lexicographicallyPrecedes(cursor) {
        return
      }
    }
    guard Self.isFolderPath(base) else { return }
    try enter(String(decoding: base, as: UTF8.self), from: root, path: Array(base), selection)
  }

  deinit {
    for level in levels { close(level.folder) }
    buffer.deallocate()
  }

  /// The next object, `nil` at the end. Files that vanish meanwhile are left out.
  func next() throws(SystemError) -> ObjectInfo? {
    while let level = levels.last {
      let current = levels.count - 1
      guard level.position < level.window.names.count else {
        if level.window.isCut { try refill(current) } else { close(levels.removeLast().folder) }
        continue
      }
      levels[current].position += 1
      let name = level.window.names[level.position]
      let bytes = level.window.bytes(of: name)
      if name.isFolder {
        try descend(into: bytes, of: level)
      } else if let object = object(bytes, in: level) {
        return object
      }
    }
    return nil
  }

  private func object(_ name: ArraySlice<UInt8>, in level: Level) -> ObjectInfo? {
    guard let key = String(validating: level.path + name, as: UTF8.self),
      let file = String(validating: name, as: UTF8.self)
    else {
      unnameable?(level.path + name)
      return nil
    }
    var status = stat()
    guard fstatat(level.folder, file, &status, 0) == 0, status.isRegular else { return nil }
    return ObjectInfo(key: key, status: status)
  }

  private func descend(into name: ArraySlice<UInt8>, of level: Level) throws(SystemError) {
    guard let folder = String(validating: name, as: UTF8.self) else {
      unnameable?(level.path + name)
      return
    }
    var selection = FolderWindow.Selection()
    if let cursor = level.selection.cursor, cursor.starts(with: name) {
      selection.cursor = cursor.dropFirst(name.count)
    }
    try enter(folder, from: level.folder, path: level.path + name, selection)
  }

  private func enter(
    _ name: String, from parent: Int32, path: [UInt8], _ selection: FolderWindow.Selection
  ) throws(SystemError) {
    do throws(SystemError) {
      let folder = try FileDescriptor.open(name.isEmpty ? "." : name, at: parent, O_RDONLY | O_DIRECTORY)
      let status = try folder.status()
      let identity = FileIdentity(device: status.st_dev, inode: status.st_ino)
      if levels.contains(where: { $0.identity == identity }) { return }
      let window = try FolderWindow(reading: folder.raw, selection, size: windowSize, buffer: buffer)
      levels.append(
        Level(folder: folder.release(), identity: identity, path: path, selection: selection, window: window))
    } catch {
      // Gone, or replaced by a file, since its name was read.
      guard [ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG].contains(error.number) else { throw error }
    }
  }

  private func refill(_ index: Int) throws(SystemError) {
    let level = levels[index]
    var selection = level.selection
    selection.last = level.window.names.last.map { level.window.bytes(of: $0) }
    levels[index].window = try FolderWindow(reading: level.folder, selection, size: windowSize, buffer: buffer)
    levels[index].position = 0
  }

  /// A prefix may be any text; only one that keys can have leads to a folder.
  private static func isFolderPath(_ base: ArraySlice<UInt8>) -> Bool {
    guard !base.isEmpty else { return true }
    let parts = base.dropLast().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.allSatisfy {
      !$0.isEmpty && !$0.contains(0) && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
    }
  }
}
