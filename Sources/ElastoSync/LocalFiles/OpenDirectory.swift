internal import CElastoSystem
internal import Glibc

/// A directory held by its descriptor, so that nothing that happens to its path can lead elsewhere, and so that
/// depth is not limited by the length of a path. Closed when the last reference goes.
public final class OpenDirectory: Sendable {
  package let descriptor: Int32
  /// For messages, and for a name's place in a tree.
  public let path: PathChain

  private init(descriptor: Int32, path: PathChain) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Opens a path given by the user: symbolic links in it are followed, and it may be longer than `PATH_MAX`.
  public convenience init(_ path: FileSystemPath) throws(FileSystemError) {
    let names = path.bytes.split(separator: UInt8(ascii: "/"))
    let start = path.bytes.first == UInt8(ascii: "/") ? "/" : "."
    var descriptor = retryingInterrupts { open(start, Self.flags) }
    for name in names where descriptor >= 0 {
      let next = Array(name).withName { name in retryingInterrupts { openat(descriptor, name, Self.flags) } }
      let number = errno
      close(descriptor)
      descriptor = next
      errno = number
    }
    guard descriptor >= 0 else {
      throw FileSystemError(errno: errno, "cannot open the directory", at: path)
    }
    self.init(descriptor: descriptor, path: PathChain(top: path))
  }

  /// Opens a directory in this one; a symbolic link of that name is refused unless `followingLinks`.
  public func directory(
    _ name: [UInt8], followingLinks: Bool = false
  ) throws(FileSystemError) -> OpenDirectory {
    let flags = Self.flags | (followingLinks ? 0 : O_NOFOLLOW)
    let opened = name.withName { name in retryingInterrupts { elasto_openat_noatime(descriptor, name, flags) } }
    guard opened >= 0 else {
      throw FileSystemError(errno: errno, "cannot open the directory", at: path.path(of: name))
    }
    return OpenDirectory(descriptor: opened, path: PathChain(name, in: path))
  }

  /// Opens a regular file for reading and says what it is now; the caller closes the descriptor.
  ///
  /// Never follows a link and never waits: a fifo that took the file's place is `.changed`.
  package func openFile(
    _ name: [UInt8]
  ) throws(FileSystemError) -> (descriptor: Int32, status: FileStatus) {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    let opened = name.withName { name in retryingInterrupts { elasto_openat_noatime(descriptor, name, flags) } }
    guard opened >= 0 else {
      throw FileSystemError(errno: errno, "cannot open", at: path.path(of: name))
    }
    var status = stat()
    guard fstat(opened, &status) == 0 else {
      let number = errno
      close(opened)
      throw FileSystemError(errno: number, "cannot be examined", at: path.path(of: name))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw FileSystemError(
        .changed, "is no regular file any more; it was exchanged while it was being read", at: path.path(of: name))
    }
    return (opened, FileStatus(status))
  }

  /// What the directory itself is.
  public func status() throws(FileSystemError) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileSystemError(errno: errno, "cannot be examined", at: path.path)
    }
    return FileStatus(status)
  }

  /// What a file in the directory is; a symbolic link is not followed. `nil` when there is none of that name.
  public func status(of name: [UInt8]) throws(FileSystemError) -> FileStatus? {
    var status = stat()
    let result = name.withName { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
    if result == 0 { return FileStatus(status) }
    if errno == ENOENT { return nil }
    throw FileSystemError(errno: errno, "cannot be examined", at: path.path(of: name))
  }

  private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOCTTY
}
