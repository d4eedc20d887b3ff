import Glibc

/// Small files of ours: written whole or not at all.
enum DurableFile {
  /// A system call that failed, and on what.
  struct Failure: Error, CustomStringConvertible {
    var path: String
    /// What was tried: “write”, “rename”.
    var action: String
    /// An `errno` value.
    var code: Int32

    var description: String { "cannot \(action) \(path): \(String(cString: strerror(code)))" }
  }

  /// Replaces the file at `path`: a temporary name beside it, fsync, rename, fsync of the folder.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(Failure) {
    let folder = self.folder(of: path)
    let temporary = "\(path).\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { throw Failure(path: temporary, action: "create", code: errno) }
    do throws(Failure) {
      defer { close(file) }
      guard fchmod(file, mode) == 0 else { throw Failure(path: temporary, action: "set the mode of", code: errno) }
      try writeAll(bytes, to: file, path: temporary)
      guard fsync(file) == 0 else { throw Failure(path: temporary, action: "write", code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw Failure(path: path, action: "replace", code: code)
    }
    try syncFolder(folder)
  }

  /// Takes the file away, if it is there.
  static func remove(_ path: String) throws(Failure) {
    guard unlink(path) == 0 || errno == ENOENT else { throw Failure(path: path, action: "remove", code: errno) }
  }

  /// The bytes of the file; `nil` when there is none. More than `limit` is `EFBIG`.
  static func read(_ path: String, limit: Int = 64 << 20) throws(Failure) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw Failure(path: path, action: "open", code: errno)
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(path: path, action: "read", code: errno)
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw Failure(path: path, action: "read", code: EFBIG) }
    }
  }

  /// Creates the folder and those above it that are missing, readable by the owner only.
  static func makeFolder(_ path: String) throws(Failure) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, path.contains("/"), path != "/" else {
      throw Failure(path: path, action: "create", code: errno)
    }
    try makeFolder(folder(of: path))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure(path: path, action: "create", code: errno) }
  }

  static func writeAll(_ bytes: [UInt8], to file: Int32, path: String) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let written = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if written >= 0 {
        done += written
      } else if errno != EINTR {
        throw Failure(path: path, action: "write", code: errno)
      }
    }
  }

  private static func syncFolder(_ path: String) throws(Failure) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw Failure(path: path, action: "open", code: errno) }
    defer { close(folder) }
    // Some file systems cannot sync a folder and say so; there is nothing more to do on those.
    guard fsync(folder) == 0 || errno == EINVAL else { throw Failure(path: path, action: "sync", code: errno) }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
