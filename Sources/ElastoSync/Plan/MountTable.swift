import Glibc

/// Looks at paths the way the guards need it.
struct MountTable: Sendable {
  /// Whether something is there; a link counts whatever it leads to.
  func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether another file system begins here.
  func isMountPoint(_ path: String) -> Bool {
    var here = stat()
    var above = stat()
    guard stat(path, &here) == 0, stat(path + "/..", &above) == 0 else { return false }
    return here.st_dev != above.st_dev || here.st_ino == above.st_ino
  }
}
