import Glibc
import Providers

/// What the file system says of a path; all of it blocks.
enum LocalFile {
  struct Status: Sendable {
    var size: Int64
    /// Nanoseconds since 1970.
    var modified: Int64
    var isRegular: Bool
    var isFolder: Bool

    init(_ status: stat) {
      size = Int64(status.st_size)
      modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
      isRegular = status.st_mode & S_IFMT == S_IFREG
      isFolder = status.st_mode & S_IFMT == S_IFDIR
    }
  }

  /// Symbolic links are followed; `nil` where there is nothing.
  static func status(_ path: String) -> Status? {
    var status = stat()
    return stat(path, &status) == 0 ? Status(status) : nil
  }

  static func exists(_ path: String) -> Bool { status(path) != nil }

  static func isFolder(_ path: String) -> Bool { status(path)?.isFolder ?? false }

  /// A file read whole, with what it was when it was opened.
  static func read(_ path: String) throws(StoreError) -> (bytes: [UInt8], status: Status) {
    do throws(FileDescriptor.Failure) {
      let file = try FileDescriptor.reading(path)
      let status = Status(try file.status())
      guard status.isRegular else { throw FileDescriptor.Failure(code: status.isFolder ? EISDIR : EINVAL) }
      return (try file.read(Int(status.size), at: 0), status)
    } catch {
      throw StoreError(.failed, "it cannot be read: \(error.reason)", location: FileSystemPath(path).displayed)
    }
  }

  /// What is in a folder; nothing where there is none. Names that are not UTF-8, and those of unfinished files, are left
  /// out.
  static func list(_ path: String) throws(StoreError) -> [(name: String, status: Status)] {
    guard let folder = opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw failure("it cannot be listed", path)
    }
    defer { closedir(folder) }
    var found: [(name: String, status: Status)] = []
    while let entry = readdir(folder) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      var status = stat()
      guard let name = String(validating: bytes, as: UTF8.self), name != ".", name != "..",
        !name.hasPrefix(TemporaryName.prefix), fstatat(dirfd(folder), name, &status, 0) == 0
      else { continue }
      found.append((name, Status(status)))
    }
    return found
  }

  /// The folder that a path lies in.
  static func folder(of path: String) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { $0 == path.utf8.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(StoreError) {
    if mkdir(path, 0o777) == 0 || errno == EEXIST && isFolder(path) { return }
    if errno == ENOENT {
      try makeFolder(folder(of: path))
      if mkdir(path, 0o777) == 0 || errno == EEXIST && isFolder(path) { return }
    }
    throw failure("the folder cannot be made", path)
  }

  /// Of `errno`.
  static func failure(_ what: String, _ path: String) -> StoreError {
    let number = errno
    let code: StoreError.Code =
      switch number {
      case ENOSPC, EDQUOT: .noSpace
      case EACCES, EPERM, EROFS: .accessDenied
      case ENOENT: .notFound
      default: .failed
      }
    return StoreError(
      code, "\(what): \(String(cString: strerror(number)))", location: FileSystemPath(path).displayed)
  }
}

extension LocalFile {
  static func failure(_ what: String, _ path: String, _ number: Int32) -> StoreError {
    errno = number
    return failure(what, path)
  }

  /// Zeros at the end that were passed over are part of the file.
  static func setLength(_ descriptor: FileDescriptor, _ size: Int64, _ path: String) throws(StoreError) {
    guard let number = FileBytes.setLength(of: descriptor.raw, to: size) else { return }
    throw failure("its length cannot be set", path, number)
  }

  /// A file system that keeps no times of files is no reason to fail.
  static func date(_ descriptor: FileDescriptor, _ modified: Int64?) {
    guard let modified else { return }
    var seconds = modified / 1_000_000_000
    if modified % 1_000_000_000 < 0 { seconds -= 1 }
    // UTIME_NOW of linux/stat.h.
    let now = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 1)
    let times = [now, timespec(tv_sec: Int(seconds), tv_nsec: Int(modified - seconds * 1_000_000_000))]
    _ = futimens(descriptor.raw, times)
  }
}
