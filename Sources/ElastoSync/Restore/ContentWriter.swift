import ResticRepository

/// Writes blobs to the files that need them. One per thread.
///
/// A file grows under a temporary name and is renamed when it is whole, with all its metadata.
final class ContentWriter {
  private let session: RestoreSession
  private let opener: TargetOpener
  private let metadata: MetadataWriter
  /// The file written last stays open: its next blob mostly follows.
  private var current: (file: TargetFile, descriptor: Int32)?

  init(session: RestoreSession, destination: OpenDirectory, isPrivileged: Bool) {
    self.session = session
    opener = TargetOpener(destination: destination)
    metadata = MetadataWriter(isPrivileged: isPrivileged)
  }

  /// Ends the work: files that are not whole stay under their temporary names.
  func close() {
    closeCurrent()
    let count = metadata.ownersNotSet
    session.count { $0.ownersNotSet += count }
    metadata.ownersNotSet = 0
  }

  /// Writes a file without content.
  func writeEmpty(_ file: TargetFile) {
    do throws(FileSystemError) {
      _ = try descriptor(for: file)
    } catch {
      fail(file, error)
    }
    complete(file)
  }

  /// Writes one blob to one file, and finishes the file when it was the last.
  func write(_ bytes: UnsafeRawBufferPointer, to file: TargetFile, at offset: Int64) {
    if !file.hasFailed {
      do throws(FileSystemError) {
        let descriptor = try descriptor(for: file)
        let makesHoles = session.options.makesHoles
        if let number = FileBytes.write(bytes, to: descriptor, at: offset, makingHoles: makesHoles) {
          throw FileSystemError(errno: number, "cannot be written", at: file.path)
        }
        session.progress.restored(files: 0, bytes: Int64(bytes.count))
      } catch {
        fail(file, error)
      }
    }
    if file.finishBlobs(1) { complete(file) }
  }

  /// Takes note that blobs of a file cannot be had.
  func giveUp(_ count: Int, blobsOf file: TargetFile, _ failure: RestoreFailure) {
    if file.fail(failure) { session.fail(failure) }
    if file.finishBlobs(count) { complete(file) }
  }

  /// Removes what there is of a file that will not be finished.
  func discard(_ file: TargetFile) {
    if let current, current.file === file { closeCurrent() }
    guard file.isStarted, let directory = try? opener.directory(file.directory) else { return }
    FileBytes.remove(TargetFile.temporaryName(for: file.node.name), in: directory)
  }

  private func complete(_ file: TargetFile) {
    guard !file.hasFailed else { return discard(file) }
    do throws(FileSystemError) {
      let descriptor = try descriptor(for: file)
      // Only a hole at the end has not made the file as long as it is.
      if session.options.makesHoles, let number = FileBytes.setLength(of: descriptor, to: file.size) {
        throw FileSystemError(errno: number, "cannot be given its length", at: file.path)
      }
      metadata.apply(file.node, to: .descriptor(descriptor), removingOthers: !file.directory.isNew) { action, number in
        session.fail(errno: number, action, at: file.path)
      }
      closeCurrent()
      try FileBytes.rename(
        TargetFile.temporaryName(for: file.node.name), to: file.node.name, in: opener.directory(file.directory),
        replacing: file.replaces)
      file.markWhole()
      session.count { report in
        report.files += 1
        report.bytes += file.size
      }
      session.progress.restored(files: 1, bytes: 0)
    } catch {
      fail(file, error)
      discard(file)
    }
  }

  private func fail(_ file: TargetFile, _ error: FileSystemError) {
    let failure = RestoreFailure(error.message, at: file.path, cause: error)
    if file.fail(failure) { session.fail(failure) }
  }

  private func descriptor(for file: TargetFile) throws(FileSystemError) -> Int32 {
    if let current, current.file === file { return current.descriptor }
    closeCurrent()
    let directory = try opener.directory(file.directory)
    let name = TargetFile.temporaryName(for: file.node.name)
    let created = try file.start { () throws(FileSystemError) in try FileBytes.create(name, in: directory) }
    let descriptor: Int32
    if let created { descriptor = created } else { descriptor = try FileBytes.openAgain(name, in: directory) }
    current = (file, descriptor)
    return descriptor
  }

  private func closeCurrent() {
    if let current { FileBytes.close(current.descriptor) }
    current = nil
  }
}
