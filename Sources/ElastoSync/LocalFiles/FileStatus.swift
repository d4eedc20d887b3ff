internal import Glibc

/// What `lstat` says of a file.
public struct FileStatus: Sendable, Hashable, BitwiseCopyable {
  /// `st_mode`: type and permissions.
  public var mode: UInt32
  public var uid: UInt32
  public var gid: UInt32
  /// Bytes.
  public var size: Int64
  public var modified: FileTime
  public var changed: FileTime
  public var accessed: FileTime
  public var inode: UInt64
  public var device: UInt64
  /// Names that this file has.
  public var links: UInt64
  /// What a device file stands for.
  public var representedDevice: UInt64
  /// Of 512 bytes; fewer than `size` has for a file with holes.
  public var blocks: Int64

  init(_ status: stat) {
    mode = status.st_mode
    uid = status.st_uid
    gid = status.st_gid
    size = Int64(status.st_size)
    modified = FileTime(status.st_mtim)
    changed = FileTime(status.st_ctim)
    accessed = FileTime(status.st_atim)
    inode = UInt64(status.st_ino)
    device = UInt64(status.st_dev)
    links = UInt64(status.st_nlink)
    representedDevice = UInt64(status.st_rdev)
    blocks = Int64(status.st_blocks)
  }

  public var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
  public var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
  public var isSymbolicLink: Bool { mode & S_IFMT == S_IFLNK }
}
