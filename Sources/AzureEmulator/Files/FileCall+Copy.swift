/// Copy File, Abort Copy File, and where requests that name a URL get their bytes: files and blobs of this account.
extension FileCall {
  /// What `x-ms-copy-source` names, as a file. Its signature is checked where the URL has one.
  func source() throws(StorageFault) -> StoredFile {
    guard let url = request["x-ms-copy-source"] else { throw .missingHeader("x-ms-copy-source") }
    guard let start = url.range(of: "://")?.upperBound, let end = url[start...].utf8.firstIndex(of: UInt8(ascii: "/")),
      let source = EmulatorRequest(method: "GET", target: String(url[end...]), fields: [], peer: request.peer),
      let place = source.place, let text = place.blob
    else { throw .invalidHeader("x-ms-copy-source", url) }
    guard place.account == account.name else {
      throw StorageFault(404, "CannotVerifyCopySource", "The source is of an account that is not here.")
    }
    // A file is at this service's own port; all else that an account has are blobs.
    let isFile = url[start..<end] == request["host"] ?? ""
    if isFile {
      let call = FileCall(request: source, now: now, account: account, settings: settings, grant: grant)
      try verify(source, .file, (try? call.findShare().policies) ?? [])
      return try call.findFile()
    }
    let container = place.container ?? ""
    let held = try account.step { state throws(StorageFault) in state.containers[container] }
    try verify(source, .blob, held?.policies ?? [])
    var entry = held?[BlobName(text)]
    entry?.settle(at: now)
    let snapshot = source.parameter("snapshot")
    guard let blob = entry?.blob(snapshot.map { .snapshot($0) } ?? .current) else {
      throw StorageFault(404, "CannotVerifyCopySource", "There is no such source.")
    }
    return file(of: blob)
  }

  private func verify(
    _ source: EmulatorRequest, _ service: SharedAccessCheck.Service, _ policies: [StoredPolicy]
  ) throws(StorageFault) {
    guard source.parameter("sig") != nil else {
      guard case .everything = grant else {
        throw StorageFault(401, "CannotVerifyCopySource", "The source's URL has no signature.")
      }
      return
    }
    let check = SharedAccessCheck(account: account.name, key: account.key, service: service, policies: policies)
    do throws(StorageFault) {
      _ = try check.permissions(of: source, .init(permissions: "r", resource: "o"), at: now)
    } catch {
      throw StorageFault(403, "CannotVerifyCopySource", error.message)
    }
  }

  private func file(of blob: Blob) -> StoredFile {
    var books = AccountBooks()
    var file = StoredFile(
      FileTraits(name: "", parentID: 0, attributes: "Archive", &books, at: now), length: blob.length)
    var (rest, offset) = (blob.bytes, Int64(0))
    while let piece = rest.next(1 << 20) {
      file.content.write(piece, at: offset)
      offset += Int64(piece.count)
    }
    file.traits.metadata = blob.metadata
    file.contentType = blob.contentType
    file.contentEncoding = blob.contentEncoding
    file.contentLanguage = blob.contentLanguage
    file.contentMD5 = blob.contentMD5
    file.cacheControl = blob.cacheControl
    file.contentDisposition = blob.contentDisposition
    return file
  }

  func copyFile() throws(StorageFault) -> EmulatorReply {
    let (path, name) = try filePath()
    let source = try source()
    let whole = source.content.length
    var copy = Blob.Copy(
      id: Identifier.new(), source: request["x-ms-copy-source"] ?? "", progress: "\(whole)/\(whole)")
    if settings.copySeconds > 0 {
      copy.status = "pending"
      copy.progress = "0/\(whole)"
      copy.due = now.adding(seconds: settings.copySeconds)
    } else {
      copy.completed = now
    }
    let begun = copy
    let fields = try onShare { share, books throws(StorageFault) -> [(String, String?)] in
      try share.root.withDirectory(path.parent) { parent throws(StorageFault) -> [(String, String?)] in
        let old = parent.files[name]
        try checkReplacement(of: old, in: parent, name)
        var file = source
        file.traits = FileTraits(name: name.text, parentID: parent.traits.id, attributes: "Archive", &books, at: now)
        file.traits.metadata = request.metadata.isEmpty ? source.traits.metadata : request.metadata
        file.lease = old?.lease ?? Lease()
        file.copy = begun
        parent.put(file, name)
        return [("ETag", file.traits.etag), ("Last-Modified", now.http)]
      }
    }
    return EmulatorReply(202, fields + [("x-ms-copy-id", copy.id), ("x-ms-copy-status", copy.status)])
  }

  func abortCopy() throws(StorageFault) -> EmulatorReply {
    guard request["x-ms-copy-action"]?.lowercased() == "abort" else {
      throw .invalidHeader("x-ms-copy-action", request["x-ms-copy-action"] ?? "")
    }
    let (_, name) = try filePath()
    try onParent { parent, books throws(StorageFault) -> Void in
      try parent.withFile(name) { file throws(StorageFault) -> Void in
        file.settle(at: now)
        guard file.copy?.status == "pending" else {
          throw StorageFault(409, "NoPendingCopyOperation", "There is no copy into the file under way.")
        }
        guard file.copy?.id == request.parameter("copyid") else {
          throw StorageFault(409, "CopyIdMismatch", "The copy under way has another id.")
        }
        try checkLease(file.lease)
        file.copy?.status = "aborted"
        file.copy?.completed = now
        file.content = SparsePages(length: 0)
        file.traits.touch(&books, at: now)
      }
    }
    return EmulatorReply(204)
  }
}
