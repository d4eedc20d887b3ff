/// Operations on files as a whole.
extension FileCall {
  private static let largestFile: Int64 = 4 << 40

  func createFile() throws(StorageFault) -> EmulatorReply {
    let (path, name) = try filePath()
    guard let type = request["x-ms-type"] else { throw .missingHeader("x-ms-type") }
    guard type.lowercased() == "file" else { throw .invalidHeader("x-ms-type", type) }
    guard let length = try length() else { throw .missingHeader("x-ms-content-length") }
    let bytes = try request.checkedBody()
    guard Int64(bytes.count) <= length else { throw .invalidHeader("x-ms-content-length", "\(length)") }
    let fields = try onShare { share, books throws(StorageFault) -> [(String, String?)] in
      try share.root.withDirectory(path.parent) { parent throws(StorageFault) -> [(String, String?)] in
        let old = parent.files[name]
        try checkReplacement(of: old, in: parent, name)
        var traits = FileTraits(name: name.text, parentID: parent.traits.id, attributes: "Archive", &books, at: now)
        try traits.take(request, at: now)
        traits.metadata = request.metadata
        var file = StoredFile(traits, length: length)
        file.describe(request)
        file.lease = old?.lease ?? Lease()
        if !bytes.isEmpty { file.content.write(bytes[...], at: 0) }
        parent.put(file, name)
        return traits.fields
      }
    }
    return EmulatorReply(201, fields + [("x-ms-request-server-encrypted", "true")])
  }

  private func length() throws(StorageFault) -> Int64? {
    guard let length = try request.number("x-ms-content-length") else { return nil }
    guard (0...Self.largestFile).contains(length) else { throw .invalidHeader("x-ms-content-length", "\(length)") }
    return length
  }

  /// Whether a file may be put where this one is, or nothing.
  func checkReplacement(of old: StoredFile?, in parent: FileDirectory, _ name: FileName) throws(StorageFault) {
    guard parent.directories[name] == nil else { throw .resourceTypeMismatch }
    guard var old else { return }
    old.settle(at: now)
    try checkLease(old.lease)
    if old.copy?.status == "pending" { throw .pendingCopy }
    guard grant.mayOverwrite else {
      throw StorageFault(
        403, "AuthorizationPermissionMismatch", "The signature permits to create, and not to overwrite.")
    }
  }

  func getFile(withBody: Bool) throws(StorageFault) -> EmulatorReply {
    let file = try findFile()
    try checkReadLease(file.lease)
    var fields = fields(of: file)
    guard withBody else {
      var reply = EmulatorReply(200, fields)
      reply.statedLength = file.content.length
      return reply
    }
    guard let text = request["x-ms-range"] ?? request["range"], let wanted = ByteRange(text) else {
      var reply = EmulatorReply(200, fields)
      reply.body = ByteSource(file.content, 0..<file.content.length)
      return reply
    }
    let range = try wanted.resolved(in: file.content.length)
    fields = fields.map { ($0.0 == "Content-MD5" ? "x-ms-content-md5" : $0.0, $0.1) }
    var reply = EmulatorReply(206, fields)
    reply.body = ByteSource(file.content, range)
    reply.fields.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.content.length)"))
    if request["x-ms-range-get-content-md5"] == "true" {
      guard range.count <= Self.largestRange else { throw .invalidHeader("x-ms-range-get-content-md5", "true") }
      reply.fields.append(("Content-MD5", Sums.md5(reply.body)))
    }
    return reply
  }

  private func fields(of file: StoredFile) -> [(String, String?)] {
    var fields: [(String, String?)] = [
      ("Content-Type", file.contentType), ("Content-Encoding", file.contentEncoding),
      ("Content-Language", file.contentLanguage), ("Cache-Control", file.cacheControl),
      ("Content-Disposition", file.contentDisposition), ("Content-MD5", file.contentMD5), ("x-ms-type", "File"),
      ("Accept-Ranges", "bytes"), ("x-ms-server-encrypted", "true"),
    ]
    request.override(&fields)
    if let copy = file.copy {
      fields += [
        ("x-ms-copy-id", copy.id), ("x-ms-copy-source", copy.source), ("x-ms-copy-status", copy.status),
        ("x-ms-copy-progress", copy.progress), ("x-ms-copy-completion-time", copy.completed?.http),
      ]
    }
    return file.traits.fields + fields + file.lease.fields(at: now) + Metadata.fields(file.traits.metadata)
  }

  /// Also gives a file another length.
  func setFileProperties() throws(StorageFault) -> EmulatorReply {
    let length = try length()
    let (fields, _) = try changeFile { file throws(StorageFault) -> Void in
      try file.traits.take(request, at: now)
      file.describe(request)
      if let length { file.content.resize(to: length) }
    }
    return EmulatorReply(200, fields + [("x-ms-request-server-encrypted", "true")])
  }

  func setFileMetadata() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    let (fields, _) = try changeFile { file throws(StorageFault) -> Void in file.traits.metadata = metadata }
    return EmulatorReply(200, fields + [("x-ms-request-server-encrypted", "true")])
  }

  func deleteFile() throws(StorageFault) -> EmulatorReply {
    let (_, name) = try filePath()
    try onParent { parent, _ throws(StorageFault) -> Void in
      try parent.withFile(name) { file throws(StorageFault) -> Void in try checkLease(file.lease) }
      _ = parent.removeFile(name)
    }
    return EmulatorReply(202)
  }

  /// Leases of files have no end.
  func leaseFile() throws(StorageFault) -> EmulatorReply {
    if let seconds = try request.number("x-ms-lease-duration"), seconds != -1 {
      throw .invalidHeader("x-ms-lease-duration", "\(seconds)")
    }
    let (_, name) = try filePath()
    let (traits, outcome) = try onParent { parent, _ throws(StorageFault) -> (FileTraits, Lease.Outcome) in
      try parent.withFile(name) { file throws(StorageFault) -> (FileTraits, Lease.Outcome) in
        let outcome = try file.lease.perform(request, at: now)
        return (file.traits, outcome)
      }
    }
    return EmulatorReply(
      outcome.status, [("ETag", traits.etag), ("Last-Modified", traits.modified.http)] + outcome.fields)
  }
}
