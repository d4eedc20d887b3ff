internal import Glibc
import ResticRepository

/// What comes after the contents of a batch: hard links, and the metadata of directories in which nothing is left to do.
struct BatchFinisher {
  private let session: RestoreSession
  private let opener: TargetOpener
  /// Of the directories that are linked from.
  private let firstOpener: TargetOpener
  private let metadata: MetadataWriter

  init(session: RestoreSession, destination: OpenDirectory) {
    self.session = session
    opener = TargetOpener(destination: destination)
    firstOpener = TargetOpener(destination: destination)
    metadata = MetadataWriter(isPrivileged: geteuid() == 0)
  }

  func makeLinks(_ links: [RestoreBatch.HardLink]) {
    for link in links {
      do throws(FileSystemError) {
        try make(link)
        session.count { report in
          if link.node.kind == .file { report.files += 1 } else { report.others += 1 }
        }
        session.progress.restored(files: 1, bytes: 0)
      } catch {
        session.fail(error, at: link.directory.path.path(of: link.node.name))
      }
    }
  }

  func setMetadata(of directories: [RestoreBatch.FinishedDirectory]) {
    for finished in directories {
      let path = finished.directory.path.path
      do throws(FileSystemError) {
        let directory = try opener.directory(finished.directory)
        metadata.apply(finished.node, to: .descriptor(directory.descriptor), removingOthers: true) { action, number in
          session.fail(errno: number, action, at: path)
        }
      } catch {
        session.fail(error, at: path)
      }
    }
    let count = metadata.ownersNotSet
    session.count { $0.ownersNotSet += count }
  }

  private func make(_ link: RestoreBatch.HardLink) throws(FileSystemError) {
    let from = try firstOpener.directory(link.first.directory)
    let to = try opener.directory(link.directory)
    let name = link.replaces ? TargetFile.temporaryName(for: link.node.name) : link.node.name
    if link.replaces { FileBytes.remove(name, in: to) }
    let result = link.first.name.withName { first in
      name.withName { name in linkat(from.descriptor, first, to.descriptor, name, 0) }
    }
    guard result == 0 else {
      let first = link.first.directory.path.path(of: link.first.name).displayed
      throw FileSystemError(
        errno: errno, "cannot be made a hard link to \(first)", at: link.directory.path.path(of: link.node.name))
    }
    guard link.replaces else { return }
    // Where both names are the same file already, renaming does nothing and leaves both.
    defer { FileBytes.remove(name, in: to) }
    try FileBytes.rename(name, to: link.node.name, in: to, replacing: true)
  }
}
