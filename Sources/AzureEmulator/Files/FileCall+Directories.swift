/// Operations on directories.
extension FileCall {
  func createDirectory() throws(StorageFault) -> EmulatorReply {
    let (path, name) = try filePath()
    let fields = try onShare { share, books throws(StorageFault) -> [(String, String?)] in
      try share.root.withDirectory(path.parent) { parent throws(StorageFault) -> [(String, String?)] in
        guard !parent.has(name) else { throw .resourceExists }
        var traits = FileTraits(
          name: name.text, parentID: parent.traits.id, attributes: "Directory", &books, at: now)
        try traits.take(request, at: now)
        traits.metadata = request.metadata
        parent.put(FileDirectory(traits), name)
        return traits.fields
      }
    }
    return EmulatorReply(201, fields + [("x-ms-request-server-encrypted", "true")])
  }

  func findDirectory() throws(StorageFault) -> FileDirectory {
    let path = try path()
    let share = try findShare()
    guard let directory = share.root.directory(path.names[...]) else {
      if share.root.file(path) != nil { throw .resourceTypeMismatch }
      throw share.root.directory(path.parent) == nil ? .parentNotFound : .resourceNotFound
    }
    return directory
  }

  func getDirectoryProperties() throws(StorageFault) -> EmulatorReply {
    let traits = try findDirectory().traits
    return EmulatorReply(
      200, traits.fields + [("x-ms-server-encrypted", "true")] + Metadata.fields(traits.metadata))
  }

  private func changeDirectory(
    _ body: (inout FileTraits) throws(StorageFault) -> Void
  ) throws(StorageFault) -> EmulatorReply {
    let path = try path()
    let fields = try onShare { share, books throws(StorageFault) -> [(String, String?)] in
      guard share.root.directory(path.names[...]) != nil else { throw .resourceNotFound }
      return try share.root.withDirectory(path.names[...]) { directory throws(StorageFault) -> [(String, String?)] in
        var traits = directory.traits
        traits.touch(&books, at: now)
        try body(&traits)
        directory.traits = traits
        return traits.fields
      }
    }
    return EmulatorReply(200, fields + [("x-ms-request-server-encrypted", "true")])
  }

  func setDirectoryProperties() throws(StorageFault) -> EmulatorReply {
    try changeDirectory { traits throws(StorageFault) in try traits.take(request, at: now) }
  }

  func setDirectoryMetadata() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    return try changeDirectory { traits throws(StorageFault) in traits.metadata = metadata }
  }

  func deleteDirectory() throws(StorageFault) -> EmulatorReply {
    let (path, name) = try filePath()
    try onShare { share, _ throws(StorageFault) -> Void in
      try share.root.withDirectory(path.parent) { parent throws(StorageFault) -> Void in
        guard let directory = parent.directories[name] else {
          throw parent.files[name] == nil ? .resourceNotFound : .resourceTypeMismatch
        }
        guard directory.isEmpty else {
          throw StorageFault(409, "DirectoryNotEmpty", "There is something in the directory.")
        }
        _ = parent.removeDirectory(name)
      }
    }
    return EmulatorReply(202)
  }

  func listDirectory() throws(StorageFault) -> EmulatorReply {
    let limit = try request.pageLimit()
    let prefix = request.parameter("prefix") ?? ""
    let path = try path()
    var directory = try findDirectory()
    let names = directory.names()
    var start = FileName(prefix)
    if let marker = request.parameter("marker"), !marker.isEmpty {
      guard let bytes = StandardBase64.decode(marker), let text = String(validating: bytes, as: UTF8.self) else {
        throw .invalidParameter("marker", marker)
      }
      start = max(start, FileName(text))
    }
    let rest = names[names.partitioningIndex { $0 >= start }...].prefix { $0.starts(with: FileName(prefix)) }
    let place = [
      ("ServiceEndpoint", endpoint), ("ShareName", try shareName()), ("DirectoryPath", path.text),
    ]
    let snapshot = request.parameter("sharesnapshot").map { [("ShareSnapshot", $0)] } ?? []
    let xml = XMLWriter.document { xml in
      xml.element("EnumerationResults", place + snapshot) { xml in
        xml.text("Marker", request.parameter("marker"))
        xml.text("Prefix", prefix)
        xml.text("MaxResults", request.parameter("maxresults"))
        xml.text("DirectoryId", "\(directory.traits.id)")
        xml.element("Entries") { xml in
          for name in rest.prefix(limit) { write(name, of: directory, &xml) }
        }
        xml.text("NextMarker", rest.dropFirst(limit).first.map { StandardBase64.encode(Array($0.text.utf8)) } ?? "")
      }
    }
    return EmulatorReply(200, xml: xml)
  }

  private func write(_ name: FileName, of directory: FileDirectory, _ xml: inout XMLWriter) {
    let file = directory.files[name]
    guard let traits = file?.traits ?? directory.directories[name]?.traits else { return }
    let include = Set((request.parameter("include") ?? "").lowercased().split(separator: ",").map(String.init))
    xml.element(file == nil ? "Directory" : "File") { xml in
      xml.name(traits.name)
      xml.text("FileId", "\(traits.id)")
      xml.element("Properties") { xml in
        xml.text("Content-Length", file.map { "\($0.content.length)" })
        if include.contains("timestamps") {
          xml.text("CreationTime", traits.created.iso)
          xml.text("LastAccessTime", traits.lastWrite.iso)
          xml.text("LastWriteTime", traits.lastWrite.iso)
          xml.text("ChangeTime", traits.changed.iso)
          xml.text("Last-Modified", traits.modified.http)
        }
        if include.contains("etag") { xml.text("Etag", traits.etag) }
      }
      if include.contains("attributes") { xml.text("Attributes", traits.attributes) }
      if include.contains("permissionkey") { xml.text("PermissionKey", traits.permissionKey) }
    }
  }
}
