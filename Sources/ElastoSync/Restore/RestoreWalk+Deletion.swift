internal import Glibc
import ResticRepository

extension RestoreWalk {
  /// Removes from a level's directory what the snapshot does not have there, but for what is excluded.
  func deleteOthers(at index: Int) {
    guard session.options.deletesOthers, case .there(let target) = levels[index].place, !target.isNew else { return }
    let level = levels[index]
    let path = FileSystemPath(bytes: level.path)
    do throws(FileSystemError) {
      let directory = try opener.directory(target)
      let listing = try lister.list(directory)
      for failure in listing.failures { session.fail(failure, at: path) }
      for entry in listing.entries where !level.contains(entry.name) {
        delete(entry, level.path(of: entry.name), in: directory)
      }
    } catch {
      session.fail(error, at: path)
    }
  }

  /// A directory goes with everything in it, unless something in it is excluded. False where something stays.
  @discardableResult
  private func delete(_ entry: LocalEntry, _ path: [UInt8], in directory: OpenDirectory) -> Bool {
    let isDirectory = entry.status.isDirectory
    if session.options.exclude.matches(path: path, isDirectory: isDirectory) { return false }
    do throws(FileSystemError) {
      if isDirectory {
        let inner = try directory.directory(entry.name)
        var isEmpty = true
        for child in try lister.list(inner).entries {
          if !delete(child, path + [UInt8(ascii: "/")] + child.name, in: inner) { isEmpty = false }
        }
        guard isEmpty else { return false }
      }
      if !session.options.isDryRun {
        let flags = isDirectory ? AT_REMOVEDIR : 0
        guard entry.name.withName({ unlinkat(directory.descriptor, $0, flags) }) == 0 else {
          throw FileSystemError(errno: errno, "cannot be deleted", at: FileSystemPath(bytes: path))
        }
      }
      session.count { $0.deleted += 1 }
      session.progress.decided(
        RestoreItem(
          action: .delete, kind: FileMode(unixMode: entry.status.mode).kind, path: FileSystemPath(bytes: path), size: 0)
      )
      return true
    } catch {
      session.fail(error, at: FileSystemPath(bytes: path))
      return false
    }
  }
}
