import ResticRepository

/// A directory at the destination, known by its place under the destination rather than by an open descriptor: a restore
/// knows more of them than a process may have open.
final class TargetDirectory: Sendable {
  /// `nil` for the destination itself.
  let parent: TargetDirectory?
  let name: [UInt8]
  /// Relative to the destination, for messages.
  let path: PathChain
  /// Made by this restore: nothing in it but what this restore puts there.
  let isNew: Bool

  /// The destination.
  init(isNew: Bool) {
    parent = nil
    name = []
    path = PathChain(top: FileSystemPath(""))
    self.isNew = isNew
  }

  init(_ name: [UInt8], in parent: TargetDirectory, isNew: Bool) {
    self.parent = parent
    self.name = name
    self.isNew = isNew
    path = PathChain(name, in: parent.path)
  }
}
