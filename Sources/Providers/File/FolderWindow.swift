import CSystem
import Glibc

/// The next names of one folder in ascending order, as many as fit: a folder of any size is listed in bounded memory
/// by reading it again from the last name on.
///
/// Names order as keys do: a folder's as if it ended in `/`, for so do the keys below it begin.
struct FolderWindow {
  struct Name {
    fileprivate var offset: Int
    fileprivate var count: Int
    var isFolder: Bool
  }

  /// Which names to take.
  struct Selection {
    /// Names begin with these bytes.
    var prefix: ArraySlice<UInt8> = []
    /// Only what has keys after this one, relative to the folder.
    var cursor: ArraySlice<UInt8>?
    /// Only names after this one: the last of the window before.
    var last: ArraySlice<UInt8>?
  }

  private(set) var names: [Name] = []
  /// The folder has more names than these.
  private(set) var isCut = false
  private var arena: [UInt8] = []
  private let selection: Selection

  /// Reads the folder that `descriptor` is open on, from its start; `buffer` is for the system's records.
  init(
    reading descriptor: Int32, _ selection: Selection, size: Int, buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) {
    self.selection = selection
    _ = try SystemError.check { lseek(descriptor, 0, SEEK_SET) }
    while true {
      let count = try SystemError.check { elasto_getdents64(descriptor, buffer.baseAddress, buffer.count) }
      if count == 0 { break }
      take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), in: descriptor)
      if names.count >= 2 * size { cut(to: size) }
    }
    if names.count > size { cut(to: size) } else { sort() }
  }

  /// The name's bytes; a folder's end in `/`.
  func bytes(of name: Name) -> ArraySlice<UInt8> { arena[name.offset..<name.offset + name.count] }

  /// Records are `struct linux_dirent64`: inode 8, offset 8, length 2, type 1, then the name up to its NUL.
  private mutating func take(_ records: UnsafeRawBufferPointer, in folder: Int32) {
    var position = 0
    while position + 19 < records.count {
      let length = Int(records.loadUnaligned(fromByteOffset: position + 16, as: UInt16.self))
      guard length > 19, position + length <= records.count else { return }
      let tail = UnsafeRawBufferPointer(rebasing: records[position + 19..<position + length])
      let name = UnsafeRawBufferPointer(rebasing: tail[..<(tail.firstIndex(of: 0) ?? tail.count)])
      take(name, kind: Int(records[position + 18]), in: folder)
      position += length
    }
  }

  private mutating func take(_ name: UnsafeRawBufferPointer, kind: Int, in folder: Int32) {
    guard name.starts(with: selection.prefix), !TemporaryName.isOne(name),
      !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8)
    else { return }
    switch kind {
    case Int(DT_REG): append(name, isFolder: false)
    case Int(DT_DIR): append(name, isFolder: true)
    case Int(DT_LNK), Int(DT_UNKNOWN):
      var status = stat()
      let path = name.map { CChar(bitPattern: $0) } + [0]
      guard fstatat(folder, path, &status, 0) == 0 else { return }
      if status.isRegular { append(name, isFolder: false) }
      if status.isFolder { append(name, isFolder: true) }
    default: return
    }
  }

  private mutating func append(_ name: UnsafeRawBufferPointer, isFolder: Bool) {
    let start = arena.count
    arena.append(contentsOf: name)
    if isFolder { arena.append(UInt8(ascii: "/")) }
    let taken = Name(offset: start, count: arena.count - start, isFolder: isFolder)
    if isSelected(taken) {
      names.append(taken)
    } else {
      arena.removeLast(taken.count)
    }
  }

  private func isSelected(_ name: Name) -> Bool {
    let bytes = bytes(of: name)
    if let last = selection.last, !precedes(last, bytes) { return false }
    if isCut, let greatest = names.indices.contains(bound) ? names[bound] : nil,
      !precedes(bytes, self.bytes(of: greatest))
    {
      return false
    }
    guard let cursor = selection.cursor else { return true }
    return precedes(cursor, bytes) || (name.isFolder && cursor.starts(with: bytes))
  }

  /// Where the greatest name of the last cut is.
  private var bound = 0

  private mutating func sort() {
    arena.withUnsafeBytes { arena in
      names.sort { left, right in
        Self.precedes(arena[left.offset..<left.offset + left.count], arena[right.offset..<right.offset + right.count])
      }
    }
  }

  private mutating func cut(to size: Int) {
    sort()
    names.removeLast(names.count - size)
    isCut = true
    bound = size - 1
    var kept: [UInt8] = []
    for index in names.indices {
      let bytes = bytes(of: names[index])
      names[index].offset = kept.count
      kept.append(contentsOf: bytes)
    }
    arena = kept
  }

  private func precedes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    left.withUnsafeBytes { left in right.withUnsafeBytes { right in Self.precedes(left[...], right[...]) } }
  }

  private static func precedes(_ left: Slice<UnsafeRawBufferPointer>, _ right: Slice<UnsafeRawBufferPointer>) -> Bool {
    let left = UnsafeRawBufferPointer(rebasing: left)
    let right = UnsafeRawBufferPointer(rebasing: right)
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return left.count < right.count }
    let order = memcmp(leftStart, rightStart, min(left.count, right.count))
    return order < 0 || (order == 0 && left.count < right.count)
  }
}
