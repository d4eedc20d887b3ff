internal import Glibc
import ResticRepository

/// Where a restore begins: a tree, and the directory that it goes into.
struct RestoreStart: Sendable {
  var directory: FileSystemPath
  /// Names to follow from there, with nothing beside them.
  var onlyPath: [[UInt8]]
  var tree: Tree
  /// What the directory itself is in the snapshot; it gets that metadata where this restore makes it.
  var node: Node?

  /// Blocks until all is done: on a thread of its own.
  func restore(_ session: RestoreSession) throws -> RestoreReport {
    let isNew = try makeDirectory(isDryRun: session.options.isDryRun)
    let isMissing = isNew && session.options.isDryRun
    let opened = try OpenDirectory(isMissing ? FileSystemPath("/") : directory)
    let walk = RestoreWalk(session: session, destination: opened, onlyPath: onlyPath, userID: geteuid())
    try walk.run(
      tree, into: isMissing ? .absent : .there(TargetDirectory(isNew: isNew)), node: isNew ? node : nil)
    return session.report
  }

  /// Makes the directory and those above it where they are missing; true where it was missing.
  private func makeDirectory(isDryRun: Bool) throws(FileSystemError) -> Bool {
    var status = stat()
    if directory.bytes.withName({ stat($0, &status) }) == 0 {
      guard FileStatus(status).isDirectory else {
        throw FileSystemError(.notADirectory, "is no directory; nothing can be restored into it", at: directory)
      }
      return false
    }
    guard errno == ENOENT else { throw FileSystemError(errno: errno, "cannot be reached", at: directory) }
    if isDryRun { return true }
    var path: [UInt8] = directory.bytes.first == UInt8(ascii: "/") ? [UInt8(ascii: "/")] : []
    for name in directory.bytes.split(separator: UInt8(ascii: "/")) {
      path += name
      guard path.withName({ mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
        throw FileSystemError(errno: errno, "cannot be made", at: directory)
      }
      path.append(UInt8(ascii: "/"))
    }
    return true
  }
}
