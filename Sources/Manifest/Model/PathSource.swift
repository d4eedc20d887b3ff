/// Files and folders of this machine.
public struct PathSource: Sendable {
  public var name: String
  /// Absolute, in the order written; one may lie below another (`/` and `/home` with `one-file-system`).
  public var paths: [LocalPath]
  /// gitignore-like patterns; a leading `/` is the root of the file system, `!` takes a match back.
  public var exclude: [String] = []
  /// Files of such patterns, one a line.
  public var excludeFiles: [LocalPath] = []
  /// Of a folder that holds a file of one of these names, only that file is read.
  public var excludeIfPresent: [String] = []
  /// Leaves out what lies in folders with a valid `CACHEDIR.TAG`.
  public var excludeCaches = false
  /// Leaves out regular files that are larger.
  public var excludeLargerThan: ByteSize?
  /// Stays on the file system of each path.
  public var oneFileSystem = false
  /// Paths that must exist before the source is read: the sign that a disk is mounted.
  public var mustContain: [LocalPath] = []
  /// Lets an empty source, or one whose mount has gone, pass.
  public var allowEmpty = false
  /// The largest share of the parent snapshot's files that may be missing now; nil is no limit.
  public var maxRemoved: Percent?
  /// Records the time of last access; otherwise it is set to the time of modification.
  public var atime = false
  /// Reads every file, even where size, times and inode say that it is unchanged.
  public var checksum = false
  /// A new inode number alone does not count as a change (network and FUSE file systems).
  public var ignoreInode = false
  /// A new change time alone does not count as a change.
  public var ignoreCtime = false
  public var origins = Origins()

  public init(name: String, paths: [LocalPath]) {
    self.name = name
    self.paths = paths
  }
}
