/// List Blobs.
extension BlobCall {
  func listBlobs() throws(StorageFault) -> EmulatorReply {
    let limit = try request.pageLimit()
    let prefix = request.parameter("prefix") ?? ""
    let delimiter = request.parameter("delimiter") ?? ""
    let include = Set((request.parameter("include") ?? "").split(separator: ",").map(String.init))
    if !delimiter.isEmpty, let history = ["snapshots", "versions"].first(where: include.contains) {
      throw .invalidParameter("include", history)
    }
    var listing = BlobListing(prefix: prefix, delimiter: delimiter, include: include, limit: limit, now: now)
    listing.start = try start()
    let name = try containerName()
    let (lines, next) = try account.step { [listing] state throws(StorageFault) in
      try state.withContainer(name) { container, _ throws(StorageFault) in listing.page(of: &container) }
    }
    let xml = XMLWriter.document { xml in
      xml.element("EnumerationResults", [("ServiceEndpoint", endpoint), ("ContainerName", name)]) { xml in
        xml.text("Prefix", prefix)
        xml.text("Marker", request.parameter("marker"))
        xml.text("MaxResults", request.parameter("maxresults"))
        xml.text("Delimiter", delimiter.isEmpty ? nil : delimiter)
        xml.element("Blobs") { xml in
          for line in lines { write(line, include, &xml) }
        }
        xml.text("NextMarker", next?.text ?? "")
      }
    }
    return EmulatorReply(200, xml: xml)
  }

  /// The marker of an earlier page, or the name that the listing is to start from.
  private func start() throws(StorageFault) -> BlobListing.Marker? {
    if let text = request.parameter("marker"), !text.isEmpty {
      guard let marker = BlobListing.Marker(text) else { throw .invalidParameter("marker", text) }
      return marker
    }
    guard let from = request.parameter("startfrom"), (request["x-ms-version"] ?? "") >= "2026-02-06" else { return nil }
    return BlobListing.Marker(name: BlobName(from), rank: "")
  }

  private func write(_ line: BlobListing.Line, _ include: Set<String>, _ xml: inout XMLWriter) {
    guard let blob = line.blob else { return xml.element("BlobPrefix") { $0.name(line.name.text) } }
    xml.element("Blob") { xml in
      xml.name(line.name.text)
      xml.text("Snapshot", line.snapshot)
      if include.contains("versions"), line.snapshot == nil {
        xml.text("VersionId", blob.version)
        xml.text("IsCurrentVersion", blob.version != nil && line.isCurrent ? "true" : nil)
      }
      if blob.deletion != nil { xml.text("Deleted", "true") }
      xml.element("Properties") { xml in
        blob.writeProperties(&xml, at: now)
        if include.contains("copy"), let copy = blob.copy {
          xml.text("CopyId", copy.id)
          xml.text("CopySource", copy.source)
          xml.text("CopyStatus", copy.status)
          xml.text("CopyProgress", copy.progress)
          xml.text("CopyCompletionTime", copy.completed?.http)
          xml.text("CopyDestinationSnapshot", copy.snapshot)
        }
        if !blob.tags.isEmpty { xml.text("TagCount", "\(blob.tags.count)") }
        if let deletion = blob.deletion {
          xml.text("DeletedTime", deletion.time.http)
          xml.text("RemainingRetentionDays", "\(deletion.daysLeft(at: now))")
        }
      }
      if include.contains("metadata") { Metadata.write(blob.metadata, &xml) }
      if include.contains("tags"), !blob.tags.isEmpty { xml.element("Tags") { blob.writeTags(&$0) } }
    }
  }
}
