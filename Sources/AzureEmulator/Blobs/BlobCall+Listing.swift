/// List Blobs.
extension BlobCall {
  /// One line of a listing: a blob, a snapshot, or a folder.
  private struct Entry: Sendable {
    var name: BlobName
    var blob: Blob?
    var snapshot: String?
    var isDeleted = false
    var isUncommitted = false
    /// What a listing can go on from: the name, and behind it the snapshot.
    var marker: String { name.text + "\u{1}" + (snapshot ?? "\u{10FFFF}") }
  }

  func listBlobs() throws(StorageFault) -> EmulatorReply {
    let limit = try pageLimit()
    let prefix = request.parameter("prefix") ?? ""
    let delimiter = request.parameter("delimiter") ?? ""
    let include = Set((request.parameter("include") ?? "").split(separator: ",").map(String.init))
    if include.contains("snapshots"), !delimiter.isEmpty {
      throw .invalidParameter("include", "snapshots")
    }
    let name = try containerName()
    let entries = try account.step { state throws(StorageFault) -> [Entry] in
      var container = try findContainer(in: &state)
      let names = container.names()
      state.containers[name] = container
      return Self.entries(of: container, names, prefix: prefix, delimiter: delimiter, include)
    }
    let start = try start()
    let rest = entries[
      (entries.firstIndex { !$0.marker.utf8.lexicographicallyPrecedes(start.utf8) } ?? entries.count)...]
    let page = rest.prefix(limit)
    let next = rest.dropFirst(limit).first.map { StandardBase64.encode(Array($0.marker.utf8)) }
    return EmulatorReply(200, xml: document(name, prefix, delimiter, page, next, include))
  }

  /// The marker of an earlier page, or the name that the listing is to start from.
  private func start() throws(StorageFault) -> String {
    if let marker = request.parameter("marker"), !marker.isEmpty {
      guard let bytes = StandardBase64.decode(marker), let text = String(validating: bytes, as: UTF8.self) else {
        throw .invalidParameter("marker", marker)
      }
      return text
    }
    guard let from = request.parameter("startfrom"), (request["x-ms-version"] ?? "") >= "2026-02-06" else { return "" }
    return from
  }

  private static func entries(
    of container: Container, _ names: [BlobName], prefix: String, delimiter: String, _ include: Set<String>
  ) -> [Entry] {
    var all = names.filter { $0.text.utf8.starts(with: prefix.utf8) }.map { Entry(name: $0, blob: container[$0]) }
    if include.contains("snapshots") {
      for (name, snapshots) in container.snapshots where name.text.utf8.starts(with: prefix.utf8) {
        all += snapshots.map { Entry(name: name, blob: $1, snapshot: $0) }
      }
    }
    if include.contains("uncommittedblobs") {
      for name in container.uncommitted.keys where name.text.utf8.starts(with: prefix.utf8) && container[name] == nil {
        all.append(Entry(name: name, blob: Blob(.block([])), isUncommitted: true))
      }
    }
    if include.contains("deleted") {
      for (name, deleted) in container.deleted where name.text.utf8.starts(with: prefix.utf8) && container[name] == nil
      {
        all.append(Entry(name: name, blob: deleted.blob, isDeleted: true))
      }
    }
    if include.count > 0 { all.sort { $0.marker.utf8.lexicographicallyPrecedes($1.marker.utf8) } }
    guard !delimiter.isEmpty else { return all }
    var level: [Entry] = []
    for entry in all {
      let text = entry.name.text
      let rest = text[text.utf8.index(text.startIndex, offsetBy: prefix.utf8.count)...]
      guard let end = rest.range(of: delimiter)?.upperBound else {
        level.append(entry)
        continue
      }
      let folder = BlobName(String(text[..<end]))
      if level.last?.name != folder || level.last?.blob != nil { level.append(Entry(name: folder)) }
    }
    return level
  }

  private func document(
    _ container: String, _ prefix: String, _ delimiter: String, _ page: ArraySlice<Entry>, _ next: String?,
    _ include: Set<String>
  ) -> String {
    XMLWriter.document { xml in
      xml.element("EnumerationResults", [("ServiceEndpoint", endpoint), ("ContainerName", container)]) { xml in
        xml.text("Prefix", prefix)
        xml.text("Marker", request.parameter("marker"))
        xml.text("MaxResults", request.parameter("maxresults"))
        xml.text("Delimiter", delimiter.isEmpty ? nil : delimiter)
        xml.element("Blobs") { xml in
          for entry in page { write(entry, include, &xml) }
        }
        xml.text("NextMarker", next ?? "")
      }
    }
  }

  private func write(_ entry: Entry, _ include: Set<String>, _ xml: inout XMLWriter) {
    guard let blob = entry.blob else { return xml.element("BlobPrefix") { $0.name(entry.name.text) } }
    xml.element("Blob") { xml in
      xml.name(entry.name.text)
      xml.text("Snapshot", entry.snapshot)
      if entry.isDeleted { xml.text("Deleted", "true") }
      xml.element("Properties") { xml in
        writeProperties(of: blob, &xml)
        if include.contains("copy"), let copy = blob.copy {
          xml.text("CopyId", copy.id)
          xml.text("CopySource", copy.source)
          xml.text("CopyStatus", copy.status)
          xml.text("CopyProgress", copy.progress)
          xml.text("CopyCompletionTime", copy.completed?.http)
        }
        if !blob.tags.isEmpty { xml.text("TagCount", "\(blob.tags.count)") }
        if entry.isDeleted { xml.text("RemainingRetentionDays", "1") }
      }
      if include.contains("metadata") { writeMetadata(blob.metadata, &xml) }
      if include.contains("tags"), !blob.tags.isEmpty { xml.element("Tags") { writeTags(blob.tags, &$0) } }
    }
  }

  private func writeProperties(of blob: Blob, _ xml: inout XMLWriter) {
    xml.text("Creation-Time", blob.created.http)
    xml.text("Last-Modified", blob.modified.http)
    xml.text("Etag", blob.etag.filter { $0 != "\"" })
    xml.text("Content-Length", "\(blob.length)")
    xml.text("Content-Type", blob.contentType)
    xml.text("Content-Encoding", blob.contentEncoding)
    xml.text("Content-Language", blob.contentLanguage)
    xml.text("Content-MD5", blob.contentMD5)
    xml.text("Cache-Control", blob.cacheControl)
    xml.text("Content-Disposition", blob.contentDisposition)
    if case .page(_, let number) = blob.content { xml.text("x-ms-blob-sequence-number", "\(number)") }
    xml.text("BlobType", blob.typeName)
    if case .block = blob.content {
      xml.text("AccessTier", blob.tier ?? "Hot")
      if blob.tier == nil { xml.text("AccessTierInferred", "true") }
      xml.text("AccessTierChangeTime", blob.tierChanged?.http)
      xml.text("ArchiveStatus", blob.archiveStatus)
    }
    writeLease(blob.lease, &xml)
    xml.text("ServerEncrypted", "true")
    if blob.copy?.isIncremental == true { xml.text("IncrementalCopy", "true") }
  }

  func writeTags(_ tags: [String: String], _ xml: inout XMLWriter) {
    xml.element("TagSet") { xml in
      for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
        xml.element("Tag") { xml in
          xml.text("Key", key)
          xml.text("Value", value)
        }
      }
    }
  }
}
