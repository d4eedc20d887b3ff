internal import CElastoSystem
internal import Glibc
import ResticRepository

extension RestoreWalk {
  /// Decides about one file, link or special, and restores it or puts it in the batch.
  func restore(_ node: Node, _ path: [UInt8], in place: RestoreLevel.Place) {
    let path = FileSystemPath(bytes: path)
    guard Self.canRestore(node.kind) else {
      return session.fail(RestoreFailure("is of a kind that this program cannot restore", at: path))
    }
    guard case .there(let target) = place else {
      return announce(node, path, .create)
    }
    do throws(FileSystemError) {
      let existing = target.isNew ? nil : try opener.directory(target).status(of: node.name)
      let action = try action(node, existing, target)
      switch action {
      case .create, .replace:
        if let existing, existing.isDirectory { try removeEmpty(node, in: target, path) }
        announce(node, path, action)
        guard !session.options.isDryRun else { return }
        try make(node, target, path, replaces: existing != nil && existing?.isDirectory == false)
      case .unchanged:
        announce(node, path, action)
        links.remember(node, in: target)
        if session.options.overwrite == .ifChanged, let existing, !session.options.isDryRun {
          try correctMetadata(of: node, existing, in: target, path)
        }
      case .keep, .delete:
        announce(node, path, action)
      }
    } catch {
      session.fail(error, at: path)
    }
  }

  private static func canRestore(_ kind: NodeKind) -> Bool {
    switch kind {
    case .file, .symlink, .blockDevice, .characterDevice, .fifo, .socket: true
    case .directory, .irregular, .unknown: false
    }
  }

  private func action(
    _ node: Node, _ existing: FileStatus?, _ target: TargetDirectory
  ) throws(FileSystemError) -> RestoreItem.Action {
    guard let existing else { return .create }
    switch session.options.overwrite {
    case .always: return .replace
    case .never: return try looksSame(existing, node, target) ? .unchanged : .keep
    case .ifChanged: return try looksSame(existing, node, target) ? .unchanged : .replace
    }
  }

  private func looksSame(
    _ existing: FileStatus, _ node: Node, _ target: TargetDirectory
  ) throws(FileSystemError) -> Bool {
    guard FileMode(unixMode: existing.mode).kind == node.kind else { return false }
    switch node.kind {
    case .file:
      return UInt64(clamping: existing.size) == node.size && existing.modified.seconds == node.mtime.seconds
        && existing.modified.nanoseconds == node.mtime.nanoseconds
    case .symlink: return try reader.linkTarget(of: node.name, in: opener.directory(target)) == node.linkTarget
    case .blockDevice, .characterDevice: return existing.representedDevice == node.device
    default: return true
    }
  }

  private func announce(_ node: Node, _ path: FileSystemPath, _ action: RestoreItem.Action) {
    report(action, node, path)
    switch action {
    case .create, .replace:
      session.progress.found(files: 1, bytes: node.kind == .file ? Int64(clamping: node.size) : 0)
      if session.options.isDryRun {
        session.count { report in
          if node.kind == .file { report.files += 1 } else { report.others += 1 }
          if node.kind == .file { report.bytes += Int64(clamping: node.size) }
        }
      }
    case .unchanged: session.count { $0.unchanged += 1 }
    case .keep: session.count { $0.kept += 1 }
    case .delete: session.count { $0.deleted += 1 }
    }
  }

  private func make(
    _ node: Node, _ target: TargetDirectory, _ path: FileSystemPath, replaces: Bool
  ) throws(FileSystemError) {
    if let first = links.first(of: node) {
      batch.links.append(RestoreBatch.HardLink(node: node, directory: target, first: first, replaces: replaces))
      return
    }
    if node.kind == .file {
      if collect(node, target, path, replaces) { links.remember(node, in: target) }
      return
    }
    try SpecialFileMaker(metadata: metadata).make(
      node, in: opener.directory(target), replaces: replaces, inherits: !target.isNew
    ) { action, number in
      session.fail(errno: number, action, at: path)
    }
    links.remember(node, in: target)
    session.count { $0.others += 1 }
    session.progress.restored(files: 1, bytes: 0)
  }

  /// Puts a file's blobs in the batch, or in several; false where one is nowhere.
  private func collect(_ node: Node, _ target: TargetDirectory, _ path: FileSystemPath, _ replaces: Bool) -> Bool {
    let content = node.content ?? []
    var places: [BlobLocation] = []
    places.reserveCapacity(content.count)
    var size: Int64 = 0
    for id in content {
      guard let place = session.source.places(ofData: id).first else {
        session.fail(
          RestoreFailure("cannot be restored: the repository has lost its blob \(id); `check` shows more", at: path))
        return false
      }
      places.append(place)
      size += Int64(place.plaintextLength)
    }
    let file = TargetFile(node, in: target, size: size, replaces: replaces)
    guard !content.isEmpty else {
      writer.writeEmpty(file)
      return true
    }
    var number = batch.add(file)
    var offset: Int64 = 0
    for (id, place) in zip(content, places) {
      if batch.isFull {
        startBatch()
        number = batch.add(file)
      }
      batch.add(id, at: place, to: number, fileOffset: offset)
      offset += Int64(place.plaintextLength)
    }
    return true
  }

  /// The content is right already: the rest is made so too.
  private func correctMetadata(
    of node: Node, _ existing: FileStatus, in target: TargetDirectory, _ path: FileSystemPath
  ) throws(FileSystemError) {
    let directory = try opener.directory(target)
    let handle = node.name.withName { elasto_open_handle(directory.descriptor, $0) }
    guard handle >= 0 else { throw FileSystemError(errno: errno, "cannot be opened", at: path) }
    defer { close(handle) }
    var status = stat()
    guard fstat(handle, &status) == 0, FileStatus(status).inode == existing.inode else {
      throw FileSystemError(.changed, "was exchanged while it was being restored", at: path)
    }
    metadata.apply(node, to: .handle(handle), removingOthers: true) { action, number in
      session.fail(errno: number, action, at: path)
    }
  }

  private func removeEmpty(
    _ node: Node, in target: TargetDirectory, _ path: FileSystemPath
  ) throws(FileSystemError) {
    guard !session.options.isDryRun else { return }
    let directory = try opener.directory(target)
    guard node.name.withName({ unlinkat(directory.descriptor, $0, AT_REMOVEDIR) }) == 0 else {
      throw FileSystemError(errno: errno, "is a directory here and a file in the snapshot", at: path)
    }
  }
}
