internal import CElastoSystem
internal import Glibc
import ResticRepository

extension RestoreWalk {
  /// Modes of directories that are being restored: the owner's alone, and by the sticky bit, which makes no sense with
  /// it, known as left by a restore that was killed.
  static let unfinishedMode: UInt32 = 0o1700

  /// Sees that the directories of all levels are there. `nil` where one cannot be: the levels from it down are left,
  /// and the failure is reported.
  func prepare() -> RestoreLevel.Place? {
    for index in levels.indices {
      guard case .unknown = levels[index].place else { continue }
      guard let node = levels[index].node else { continue }
      let path = FileSystemPath(bytes: levels[index].path)
      do throws(FileSystemError) {
        levels[index].place = try place(node, index, path)
      } catch {
        session.fail(error, at: path)
        levels.removeSubrange(index...)
        return nil
      }
    }
    return levels.last?.place
  }

  private func place(
    _ node: Node, _ index: Int, _ path: FileSystemPath
  ) throws(FileSystemError) -> RestoreLevel.Place {
    guard case .there(let parent) = levels[index - 1].place else {
      report(.create, node, path)
      return .absent
    }
    if !parent.isNew {
      let directory = try opener.directory(parent)
      if let existing = try directory.status(of: node.name) {
        if existing.isDirectory { return use(existing, node, index, parent) }
        try clear(existing, node, in: directory, path)
      }
    }
    report(.create, node, path)
    guard !session.options.isDryRun else { return .absent }
    let directory = try opener.directory(parent)
    guard node.name.withName({ mkdirat(directory.descriptor, $0, Self.unfinishedMode) }) == 0 else {
      throw FileSystemError(errno: errno, "cannot be made", at: path)
    }
    let target = TargetDirectory(node.name, in: parent, isNew: true)
    if !parent.isNew {
      // What is made in it must not inherit an ACL that the snapshot knows nothing of.
      let opened = try opener.directory(target)
      for name in metadata.attributeNames(of: .descriptor(opened.descriptor)) where name.starts(with: "system.".utf8) {
        _ = metadata.remove(name, of: .descriptor(opened.descriptor))
      }
    }
    session.count { $0.directories += 1 }
    levels[index].setsMetadata = true
    return .there(target)
  }

  private func use(
    _ existing: FileStatus, _ node: Node, _ index: Int, _ parent: TargetDirectory
  ) -> RestoreLevel.Place {
    let isLeftOver =
      existing.mode & 0o7777 == Self.unfinishedMode && existing.uid == userID
      && node.mode.permissions != Self.unfinishedMode
    levels[index].setsMetadata = isLeftOver || levels[index].isSelected && session.options.overwrite != .never
    return .there(TargetDirectory(node.name, in: parent, isNew: false))
  }

  /// Makes room for a directory where something else is.
  private func clear(
    _ existing: FileStatus, _ node: Node, in directory: OpenDirectory, _ path: FileSystemPath
  ) throws(FileSystemError) {
    if existing.isSymbolicLink {
      throw FileSystemError(
        .notADirectory, "is a symbolic link here and a directory in the snapshot; remove the link to restore it",
        at: path)
    }
    guard session.options.overwrite != .never else {
      throw FileSystemError(
        .notADirectory, "is a file here and a directory in the snapshot; it stays, as nothing is to be overwritten",
        at: path)
    }
    guard !session.options.isDryRun else { return }
    guard node.name.withName({ unlinkat(directory.descriptor, $0, 0) }) == 0 else {
      throw FileSystemError(errno: errno, "cannot be removed to make room for a directory", at: path)
    }
  }

  func report(_ action: RestoreItem.Action, _ node: Node, _ path: FileSystemPath) {
    session.progress.decided(
      RestoreItem(action: action, kind: node.kind, path: path, size: node.kind == .file ? node.size : 0))
  }
}
