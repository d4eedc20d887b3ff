/// What is set on a blob, taken from it, and how it goes.
extension BlobCall {
  func setBlobProperties() throws(StorageFault) -> EmulatorReply {
    let blob = try account.step { state throws(StorageFault) in
      try change(&state) { blob throws(StorageFault) in
        // A request that only reshapes leaves the rest as it is.
        let names = ["type", "encoding", "language", "md5", "disposition"].map { "x-ms-blob-content-\($0)" }
        if (names + ["x-ms-blob-cache-control"]).contains(where: { request[$0] != nil }) {
          blob.contentType = "application/octet-stream"
          blob.describe(request, isWhole: false)
        }
        try reshape(&blob)
      }
    }
    var number: String?
    if case .page(_, let sequence) = blob.content { number = "\(sequence)" }
    return written(blob, 200, [("x-ms-blob-sequence-number", number)])
  }

  func getBlobMetadata() throws(StorageFault) -> EmulatorReply {
    let blob = try account.step { state throws(StorageFault) in try findBlob(in: &state) }
    try checkReadLease(blob.lease)
    try checkConditions(blob, isRead: true)
    return EmulatorReply(
      200, [("ETag", blob.etag), ("Last-Modified", blob.modified.http)] + metadataFields(blob.metadata))
  }

  func setBlobMetadata() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    let blob = try account.step { state throws(StorageFault) in
      try change(&state) { blob throws(StorageFault) in blob.metadata = metadata }
    }
    return written(blob, 200)
  }

  func deleteBlob() throws(StorageFault) -> EmulatorReply {
    let (containerName, name) = (try containerName(), try blobName())
    try account.step { state throws(StorageFault) -> Void in
      let blob = try findBlob(in: &state)
      try checkConditions(blob, isRead: false)
      if let time = request.parameter("snapshot") {
        state.containers[containerName]?.snapshots[name]?[time] = nil
        return
      }
      try checkLease(blob.lease)
      let snapshots = state.containers[containerName]?.snapshots[name] ?? [:]
      switch request["x-ms-delete-snapshots"]?.lowercased() {
      case "only":
        state.containers[containerName]?.snapshots[name] = nil
        return
      case "include": state.containers[containerName]?.snapshots[name] = nil
      case nil:
        guard snapshots.isEmpty else {
          throw StorageFault(
            409, "SnapshotsPresent", "The blob has snapshots, and the request does not say what of them.")
        }
      case let value?: throw .invalidHeader("x-ms-delete-snapshots", value)
      }
      if state.retentionDays > 0 {
        state.containers[containerName]?.deleted[name] = Container.Deleted(
          blob: blob, snapshots: snapshots, time: now, days: state.retentionDays)
      }
      state.containers[containerName]?[name] = nil
      state.containers[containerName]?.uncommitted[name] = nil
    }
    return EmulatorReply(202, [("x-ms-delete-type-permanent", "true")])
  }

  func undeleteBlob() throws(StorageFault) -> EmulatorReply {
    let (containerName, name) = (try containerName(), try blobName())
    try account.step { state throws(StorageFault) -> Void in
      let container = try findContainer(in: &state)
      guard let deleted = container.deleted[name], deleted.time.adding(seconds: deleted.days * 86_400) > now else {
        guard container[name] != nil else { throw .blobNotFound }
        return
      }
      if container[name] == nil { state.containers[containerName]?[name] = deleted.blob }
      state.containers[containerName]?.snapshots[name] = deleted.snapshots
      state.containers[containerName]?.deleted[name] = nil
    }
    return EmulatorReply(200)
  }

  func leaseBlob() throws(StorageFault) -> EmulatorReply {
    let (containerName, name) = (try containerName(), try blobName())
    let (blob, outcome) = try account.step { state throws(StorageFault) -> (Blob, LeaseOutcome) in
      var blob = try findBlob(in: &state)
      try checkConditions(blob, isRead: false)
      let outcome = try lease(&blob.lease)
      state.containers[containerName]?[name] = blob
      return (blob, outcome)
    }
    return EmulatorReply(
      outcome.status, [("ETag", blob.etag), ("Last-Modified", blob.modified.http)] + outcome.fields)
  }

  func snapshotBlob() throws(StorageFault) -> EmulatorReply {
    let (containerName, name) = (try containerName(), try blobName())
    let (blob, time) = try account.step { state throws(StorageFault) -> (Blob, String) in
      var blob = try findBlob(in: &state)
      try checkConditions(blob, isRead: false)
      try checkReadLease(blob.lease)
      if !request.metadata.isEmpty { blob.metadata = request.metadata }
      blob.lease = Lease()
      let time = state.uniqueTime().iso
      state.containers[containerName]?.snapshots[name, default: [:]][time] = blob
      return (blob, time)
    }
    return EmulatorReply(
      201, [("x-ms-snapshot", time), ("ETag", blob.etag), ("Last-Modified", blob.modified.http)])
  }

  func getTags() throws(StorageFault) -> EmulatorReply {
    let blob = try account.step { state throws(StorageFault) in try findBlob(in: &state) }
    let xml = XMLWriter.document { xml in xml.element("Tags") { writeTags(blob.tags, &$0) } }
    return EmulatorReply(200, xml: xml)
  }

  func setTags() throws(StorageFault) -> EmulatorReply {
    var rest = String(decoding: try checkedBody(), as: UTF8.self)
    var tags: [String: String] = [:]
    while let tag = rest.between("<Tag>", "</Tag>") {
      guard let key = tag.between("<Key>", "</Key>"), !key.isEmpty, key.utf8.count <= 128 else {
        throw StorageFault(400, "InvalidTag", "The tags that were sent are invalid.")
      }
      tags[key] = tag.between("<Value>", "</Value>") ?? ""
      guard let end = rest.range(of: "</Tag>") else { break }
      rest = String(rest[end.upperBound...])
    }
    guard tags.count <= 10 else { throw StorageFault(400, "TagsTooLarge", "A blob has at most ten tags.") }
    let found = tags
    let (containerName, name) = (try containerName(), try blobName())
    try account.step { state throws(StorageFault) -> Void in
      var blob = try findBlob(in: &state)
      try checkReadLease(blob.lease)
      // Tags are no part of the content: the ETag stays.
      blob.tags = found
      state.containers[containerName]?[name] = blob
    }
    return EmulatorReply(204)
  }

  func setTier() throws(StorageFault) -> EmulatorReply {
    guard let tier = try tier() else { throw .missingHeader("x-ms-access-tier") }
    let (containerName, name) = (try containerName(), try blobName())
    let isRehydration = try account.step { state throws(StorageFault) -> Bool in
      var blob = try findBlob(in: &state)
      guard case .block = blob.content else { throw .wrongType }
      try checkReadLease(blob.lease)
      blob.tierChanged = now
      let isRehydration = blob.tier == "Archive" && tier != "Archive"
      if isRehydration {
        blob.archiveStatus = "rehydrate-pending-to-\(tier.lowercased())"
      } else {
        blob.tier = tier
        blob.archiveStatus = nil
      }
      state.containers[containerName]?[name] = blob
      return isRehydration
    }
    return EmulatorReply(isRehydration ? 202 : 200)
  }
}
