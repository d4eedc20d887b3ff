import ResticRepository

extension FileStatus {
  /// This is still the file that `node` was made from: a change of content or metadata always moves one of these.
  func isStill(_ node: Node) -> Bool {
    mode == node.mode.unixMode && inode == node.inode
      && modified.seconds == node.mtime.seconds && modified.nanoseconds == node.mtime.nanoseconds
      && changed.seconds == node.ctime.seconds && changed.nanoseconds == node.ctime.nanoseconds
      && (node.kind != .file || UInt64(size) == node.size)
  }

  /// Nothing was written to the file between the two looks.
  func isUntouched(since earlier: FileStatus) -> Bool {
    size == earlier.size && modified == earlier.modified && changed == earlier.changed
  }
}
