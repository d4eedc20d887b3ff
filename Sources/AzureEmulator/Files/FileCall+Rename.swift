/// Rename File and Rename Directory: within one share, in one step.
extension FileCall {
  /// Where from, by the URL that the request names.
  private func renameSource() throws(StorageFault) -> (path: FilePath, name: FileName) {
    guard let url = request["x-ms-file-rename-source"] else { throw .missingHeader("x-ms-file-rename-source") }
    guard let start = url.range(of: "://")?.upperBound, let end = url[start...].utf8.firstIndex(of: UInt8(ascii: "/")),
      let source = EmulatorRequest(method: "GET", target: String(url[end...]), fields: [], peer: request.peer),
      let place = source.place, place.account == account.name, place.container == request.place?.container
    else { throw .invalidHeader("x-ms-file-rename-source", url) }
    let path = try FilePath(
      place.blob ?? "", keepsTrailingDots: request["x-ms-source-allow-trailing-dot"]?.lowercased() == "true")
    guard let name = path.names.last else { throw .invalidHeader("x-ms-file-rename-source", url) }
    return (path, name)
  }

  func renameFile() throws(StorageFault) -> EmulatorReply {
    let (target, name) = try filePath()
    let (source, oldName) = try renameSource()
    let isReplacing = request["x-ms-file-rename-replace-if-exists"]?.lowercased() == "true"
    let fields = try onShare { share, books throws(StorageFault) -> [(String, String?)] in
      var file = try movable(file: source, to: target, name, in: share, isReplacing: isReplacing)
      file.traits.touch(&books, at: now)
      let moved = file
      try share.root.withDirectory(source.parent) { from throws(StorageFault) in _ = from.removeFile(oldName) }
      try share.root.withDirectory(target.parent) { to throws(StorageFault) in to.put(moved, name) }
      return moved.traits.fields
    }
    return EmulatorReply(200, fields + [("x-ms-request-server-encrypted", "true")])
  }

  /// The file as it will be, if it may go there.
  private func movable(
    file source: FilePath, to target: FilePath, _ name: FileName, in share: FileShare, isReplacing: Bool
  ) throws(StorageFault) -> StoredFile {
    guard var file = share.root.file(source) else { throw .resourceNotFound }
    guard let parent = share.root.directory(target.parent) else { throw .parentNotFound }
    try file.lease.check(request["x-ms-source-lease-id"], of: "File", at: now)
    guard parent.directories[name] == nil else { throw .resourceExists }
    if let old = parent.files[name], source.names != target.names {
      guard isReplacing else { throw .resourceExists }
      try old.lease.check(request["x-ms-destination-lease-id"], of: "File", at: now)
    }
    try take(&file.traits, name, in: parent)
    if let type = request["x-ms-content-type"] { file.contentType = type }
    return file
  }

  private func take(_ traits: inout FileTraits, _ name: FileName, in parent: FileDirectory) throws(StorageFault) {
    try traits.take(request, at: now)
    if !request.metadata.isEmpty { traits.metadata = request.metadata }
    traits.name = name.text
    traits.parentID = parent.traits.id
  }

  func renameDirectory() throws(StorageFault) -> EmulatorReply {
    let (target, name) = try filePath()
    let (source, oldName) = try renameSource()
    let fields = try onShare { share, books throws(StorageFault) -> [(String, String?)] in
      var directory = try movable(directory: source, to: target, name, in: share)
      directory.traits.touch(&books, at: now)
      let moved = directory
      try share.root.withDirectory(source.parent) { from throws(StorageFault) in _ = from.removeDirectory(oldName) }
      try share.root.withDirectory(target.parent) { to throws(StorageFault) in to.put(moved, name) }
      return moved.traits.fields
    }
    return EmulatorReply(200, fields + [("x-ms-request-server-encrypted", "true")])
  }

  private func movable(
    directory source: FilePath, to target: FilePath, _ name: FileName, in share: FileShare
  ) throws(StorageFault) -> FileDirectory {
    guard var directory = share.root.directory(source.names[...]) else { throw .resourceNotFound }
    guard let parent = share.root.directory(target.parent) else { throw .parentNotFound }
    guard !target.parent.starts(with: source.names), source.names == target.names || !parent.has(name) else {
      throw .resourceExists
    }
    try take(&directory.traits, name, in: parent)
    return directory
  }
}
