import Glibc

extension ObjectInfo {
  /// What `stat(2)` says of an object.
  init(key: String, status: stat) {
    let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    let etag = [Int64(status.st_size), modified, Int64(truncatingIfNeeded: status.st_ino)]
      .map { String($0, radix: 36) }.joined(separator: "-")
    self.init(key: key, size: Int64(status.st_size), etag: etag, modified: modified)
  }
}

extension stat {
  var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
}
