/// What is set on a blob, and taken from it.
extension BlobCall {
  func setBlobProperties() throws(StorageFault) -> EmulatorReply {
    // A request that only reshapes leaves the rest as it is.
    let names = ["type", "encoding", "language", "md5", "disposition"].map { "x-ms-blob-content-\($0)" }
    let describes = (names + ["x-ms-blob-cache-control"]).contains { request[$0] != nil }
    let (stamp, _) = try change { blob throws(StorageFault) -> Void in
      if let shape = try reshaping(blob) { blob.reshape(length: shape.length, number: shape.number) }
      guard describes else { return }
      blob.contentType = "application/octet-stream"
      blob.describe(request, isWhole: false)
    }
    return written(stamp, 200, [("x-ms-blob-sequence-number", stamp.sequenceNumber.map { "\($0)" })])
  }

  func getBlobMetadata() throws(StorageFault) -> EmulatorReply {
    let blob = try findBlob()
    try checkReadLease(blob.lease)
    try checkConditions(blob, isRead: true)
    return EmulatorReply(
      200,
      [("ETag", blob.etag), ("Last-Modified", blob.modified.http), ("x-ms-version-id", blob.version)]
        + Metadata.fields(blob.metadata))
  }

  func setBlobMetadata() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    let (stamp, _) = try change(makesVersion: true) { blob throws(StorageFault) -> Void in blob.metadata = metadata }
    return written(stamp, 200)
  }

  func leaseBlob() throws(StorageFault) -> EmulatorReply {
    try refuseHistory()
    let (stamp, outcome) = try onEntry { entry, _ throws(StorageFault) -> (Blob.Stamp, Lease.Outcome) in
      try entry.change(.current) { blob throws(StorageFault) -> (Blob.Stamp, Lease.Outcome) in
        try checkConditions(blob, isRead: false)
        let outcome = try blob.lease.perform(request, at: now)
        return (blob.stamp, outcome)
      }
    }
    return EmulatorReply(
      outcome.status, [("ETag", stamp.etag), ("Last-Modified", stamp.modified.http)] + outcome.fields)
  }

  /// Where the account keeps versions, a snapshot begins a new one.
  func snapshotBlob() throws(StorageFault) -> EmulatorReply {
    try refuseHistory()
    let (stamp, time) = try onEntry { entry, books throws(StorageFault) -> (Blob.Stamp, String) in
      guard var blob = entry.live else { throw .blobNotFound }
      try checkConditions(blob, isRead: false)
      try checkReadLease(blob.lease)
      if settings.keepsVersions {
        entry.keep(blob)
        blob.version = books.uniqueTime().iso
        entry.current?.version = blob.version
      }
      let stamp = blob.stamp
      if !request.metadata.isEmpty { blob.metadata = request.metadata }
      blob.lease = Lease()
      let time = books.uniqueTime().iso
      entry.snapshots[time] = blob
      return (stamp, time)
    }
    return written(stamp, 201, [("x-ms-snapshot", time)])
  }

  func getTags() throws(StorageFault) -> EmulatorReply {
    let blob = try findBlob()
    let xml = XMLWriter.document { xml in xml.element("Tags") { blob.writeTags(&$0) } }
    return EmulatorReply(200, xml: xml)
  }

  /// Tags are no part of the content: the ETag stays. They can be set on a version, and not on a snapshot.
  func setTags() throws(StorageFault) -> EmulatorReply {
    if let time = request.parameter("snapshot") { throw .invalidParameter("snapshot", time) }
    var tags: [String: String] = [:]
    for tag in XMLText.contents(of: "Tag", in: String(decoding: try request.checkedBody(), as: UTF8.self)) {
      guard let key = XMLText.value(of: "Key", in: tag) else {
        throw StorageFault(400, "InvalidXmlDocument", "A tag has no key.")
      }
      tags[key] = XMLText.value(of: "Value", in: tag) ?? ""
    }
    try checkTags(tags)
    let (found, selector) = (tags, try selector())
    try onEntry { entry, _ throws(StorageFault) -> Void in
      try entry.change(selector) { blob throws(StorageFault) -> Void in
        try checkReadLease(blob.lease)
        blob.tags = found
      }
    }
    return EmulatorReply(204)
  }

  /// Of the blob, a snapshot or a version. The ETag stays.
  func setTier() throws(StorageFault) -> EmulatorReply {
    guard let tier = try tier() else { throw .missingHeader("x-ms-access-tier") }
    let selector = try selector()
    let seconds = settings.rehydrateSeconds
    let isRehydration = try onEntry { entry, _ throws(StorageFault) -> Bool in
      try entry.change(selector) { blob throws(StorageFault) -> Bool in
        guard case .block = blob.content else { throw .wrongType }
        try checkReadLease(blob.lease)
        if let rehydration = blob.rehydration, rehydration.tier != tier {
          throw StorageFault(409, "BlobBeingRehydrated", "The blob is on its way to another tier.")
        }
        let isRehydration = blob.tier == "Archive" && tier != "Archive"
        if isRehydration {
          blob.rehydration = (tier, blob.rehydration?.due ?? now.adding(seconds: seconds))
          blob.settle(at: now)
        } else {
          blob.tier = tier
          blob.tierChanged = now
        }
        return isRehydration
      }
    }
    return EmulatorReply(isRehydration ? 202 : 200)
  }
}
