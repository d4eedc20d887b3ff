import Glibc

/// Temporary files of writers that were killed.
///
/// A writer holds an flock(2) on its file from just after it is made to its end, so that a file which can be locked has
/// lost its writer, on whatever machine, if it is older than the moment between the two.
extension FileStore {
  private static let graceSeconds = 60

  public func removeRemnants(prefix: String) throws(StoreError) -> Int {
    let root: Int32
    do throws(StoreError) {
      root = try rootFolder()
    } catch {
      if error.code == .notFound { return 0 }
      throw error
    }
    let folder = prefix.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(prefix[..<$0]) } ?? "."
    var removed = 0
    do throws(SystemError) {
      try Self.removeRemnants(in: folder, at: root, &removed)
    } catch {
      throw StoreError(error, while: "looking for unfinished files", location: name)
    }
    return removed
  }

  private static func removeRemnants(
    in name: String, at parent: Int32, _ removed: inout Int
  ) throws(SystemError) {
    let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      // Gone, or no folder.
      if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return }
      throw SystemError(number: errno)
    }
    let folder = FileDescriptor(owning: descriptor)
    let (remnants, folders) = try names(in: folder.raw)
    for remnant in remnants where isAbandoned(remnant, in: folder.raw) && unlinkat(folder.raw, remnant, 0) == 0 {
      removed += 1
    }
    for child in folders { try removeRemnants(in: child, at: folder.raw, &removed) }
  }

  private static func names(in folder: Int32) throws(SystemError) -> (remnants: [String], folders: [String]) {
    let copy = try FileDescriptor.open(".", at: folder, O_RDONLY | O_DIRECTORY)
    guard let listing = fdopendir(copy.raw) else { throw SystemError(number: errno) }
    _ = copy.release()
    defer { closedir(listing) }
    var remnants: [String] = []
    var folders: [String] = []
    while let entry = readdir(listing) {
      let kind = Int32(entry.pointee.d_type)
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard let name = String(validating: bytes, as: UTF8.self), name != ".", name != ".." else { continue }
      if bytes.withUnsafeBytes({ TemporaryName.isOne($0) }) {
        remnants.append(name)
      } else if kind == DT_DIR || kind == DT_UNKNOWN {
        folders.append(name)
      }
    }
    return (remnants, folders)
  }

  private static func isAbandoned(_ name: String, in folder: Int32) -> Bool {
    do throws(SystemError) {
      let file = try FileDescriptor.open(name, at: folder, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
      guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else { return false }
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      return try file.status().st_mtim.tv_sec + graceSeconds < now.tv_sec
    } catch {
      return false
    }
  }
}
