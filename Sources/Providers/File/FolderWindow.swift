import CElastoSystem
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
      take(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), in: descriptor)
      if names.count >= 2 * size { cut(to: size) }
    }
    if names.count > size { cut(to: size) } else { sort() }
  }

  /// The name's bytes; a folder's end in `/`.
  func bytes(of name: Name) -> ArraySlice<UInt8> { arena[name.offset..<name.offset + name.count] }

  /// Records are `struct linux_dirent64`: inode 8, offset 8, length 2, type 1, then the name up to its NUL.
  private mutating func take(_ records: UnsafeMutableRawBufferPointer, in folder: Int32) {
    var position = 0
    while position + 19 < records.count {
      let length = Int(records.loadUnaligned(fromByteOffset: position + 16, as: UInt16.self))
      guard length > 19, position + length <= records.count else { return }
      let tail = UnsafeMutableRawBufferPointer(rebasing: records[position + 19..<position + length])
      take(tail, kind: Int32(records[position + 18]), in: folder)
      position += length
    }
  }

  /// `record` is a name with its NUL, which gives way to the slash of a folder.
  private mutating func take(_ record: UnsafeMutableRawBufferPointer, kind: Int32, in folder: Int32) {
    guard let start = record.baseAddress else { return }
    let count = strnlen(start.assumingMemoryBound(to: CChar.self), record.count)
    let name = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 0, count < record.count, !isHidden(name), begins(name, with: selection.prefix) else { return }
    var kind = kind
    if kind == DT_LNK || kind == DT_UNKNOWN {
      var status = stat()
      guard fstatat(folder, start.assumingMemoryBound(to: CChar.self), &status, 0) == 0 else { return }
      kind = Int32(status.isRegular ? DT_REG : status.isFolder ? DT_DIR : DT_UNKNOWN)
    }
    if kind == DT_DIR {
      record[count] = UInt8(ascii: "/")
      append(UnsafeRawBufferPointer(start: start, count: count + 1), isFolder: true)
    } else if kind == DT_REG {
      append(name, isFolder: false)
    }
  }

  private func isHidden(_ name: UnsafeRawBufferPointer) -> Bool {
    guard name[0] == UInt8(ascii: ".") else { return false }
    return name.count == 1 || (name.count == 2 && name[1] == UInt8(ascii: ".")) || TemporaryName.isOne(name)
  }

  private mutating func append(_ name: UnsafeRawBufferPointer, isFolder: Bool) {
    if let last = selection.last, compare(name, last) <= 0 { return }
    // Behind the greatest of the last cut there is nothing left to find.
    if isCut, compare(name, bytes(of: names[bound])) >= 0 { return }
    if let cursor = selection.cursor, compare(name, cursor) <= 0, !(isFolder && begins(cursor, with: name)) { return }
    names.append(Name(offset: arena.count, count: name.count, isFolder: isFolder))
    arena.append(contentsOf: name)
  }

  /// Where the greatest name of the last cut is.
  private var bound = 0

  private mutating func sort() {
    arena.withUnsafeBytes { arena in
      names.sort { left, right in
        Self.compare(
          UnsafeRawBufferPointer(rebasing: arena[left.offset..<left.offset + left.count]),
          UnsafeRawBufferPointer(rebasing: arena[right.offset..<right.offset + right.count])) < 0
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

  private func compare(_ left: UnsafeRawBufferPointer, _ right: ArraySlice<UInt8>) -> Int {
    right.withUnsafeBytes { Self.compare(left, $0) }
  }

  private static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return left.count - right.count }
    let order = memcmp(leftStart, rightStart, min(left.count, right.count))
    return order == 0 ? left.count - right.count : Int(order)
  }

  private func begins(_ name: UnsafeRawBufferPointer, with prefix: ArraySlice<UInt8>) -> Bool {
    prefix.isEmpty
      || prefix.withUnsafeBytes { name.count >= $0.count && Self.compare(.init(rebasing: name[..<$0.count]), $0) == 0 }
  }

  private func begins(_ cursor: ArraySlice<UInt8>, with name: UnsafeRawBufferPointer) -> Bool {
    cursor.count >= name.count && compare(name, cursor.prefix(name.count)) == 0
  }
}
