@testable import ElastoSync

extension OpenDirectory {
  /// What is at an absolute path; a link there is not followed.
  func lookUp(_ path: String) throws -> FileStatus {
    let names = path.split(separator: "/").map { Array($0.utf8) }
    guard let last = names.last else { return try status() }
    let parent = try names.dropLast().reduce(self) { try $0.directory($1, followingLinks: true) }
    guard let found = try parent.status(of: last) else {
      throw FileSystemError(.notFound, "is not there", at: FileSystemPath(path))
    }
    return found
  }
}
