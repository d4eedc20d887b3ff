/// Copy Blob, Abort Copy Blob, Incremental Copy Blob.
extension BlobCall {
  func copyBlob() throws(StorageFault) -> EmulatorReply {
    if request["x-ms-requires-sync"] == "true" { return try putBlobFromURL() }
    let source = try sourceBlob().blob
    if source.tier == "Archive", request["x-ms-access-tier"] == nil {
      throw StorageFault(409, "BlobArchived", "An archived blob cannot be copied without a tier for the copy.")
    }
    var blob = source
    blob.lease = Lease()
    blob.rehydration = nil
    blob.isSealed = false
    blob.tags = try tagsOfHeader()
    if !request.metadata.isEmpty { blob.metadata = request.metadata }
    blob.tier = try tier() ?? source.tier
    var copy = Blob.Copy(
      id: Identifier.new(), source: request["x-ms-copy-source"] ?? "", progress: "\(source.length)/\(source.length)")
    if settings.copySeconds > 0 {
      copy.status = "pending"
      copy.progress = "0/\(source.length)"
      copy.due = now.adding(seconds: settings.copySeconds)
    } else {
      copy.completed = now
    }
    blob.copy = copy
    return written(
      try replace(with: blob), 202, [("x-ms-copy-id", copy.id), ("x-ms-copy-status", copy.status)])
  }

  func abortCopy() throws(StorageFault) -> EmulatorReply {
    guard request["x-ms-copy-action"]?.lowercased() == "abort" else {
      throw .invalidHeader("x-ms-copy-action", request["x-ms-copy-action"] ?? "")
    }
    try refuseHistory()
    try onEntry { entry, books throws(StorageFault) -> Void in
      try entry.change(.current) { blob throws(StorageFault) -> Void in
        guard blob.copy?.status == "pending" else {
          throw StorageFault(409, "NoPendingCopyOperation", "There is no copy into the blob under way.")
        }
        guard blob.copy?.id == request.parameter("copyid") else {
          throw StorageFault(409, "CopyIdMismatch", "The copy under way has another id.")
        }
        try checkLease(blob.lease)
        blob.copy?.status = "aborted"
        blob.copy?.completed = now
        blob.content = .block([])
        blob.touch(books.nextETag(), at: now)
      }
    }
    return EmulatorReply(204)
  }

  /// Brings a snapshot of a page blob into another blob, and keeps it there as a snapshot. Each must be of the same blob, and
  /// later than the one before.
  func incrementalCopy() throws(StorageFault) -> EmulatorReply {
    let (source, time, origin) = try sourceBlob()
    guard case .page = source.content else { throw .wrongType }
    guard let time else {
      throw StorageFault(409, "IncrementalCopySourceMustBeSnapshot", "The source must be a snapshot.")
    }
    let (stamp, copy) = try onEntry { entry, books throws(StorageFault) -> (Blob.Stamp, Blob.Copy) in
      if let old = entry.live { try checkContinuation(of: old, origin, time) }
      var blob = source
      blob.lease = Lease()
      let snapshot = books.uniqueTime().iso
      let copy = Blob.Copy(
        id: Identifier.new(), source: request["x-ms-copy-source"] ?? "", progress: "\(source.length)/\(source.length)",
        completed: now, isIncremental: true, origin: origin, sourceSnapshot: time, snapshot: snapshot)
      blob.copy = copy
      let stamp = try replace(&entry, &books, with: blob, isIncrementalCopy: true)
      entry.snapshots[snapshot] = entry.current
      entry.snapshots[snapshot]?.lease = Lease()
      return (stamp, copy)
    }
    return written(stamp, 202, [("x-ms-copy-id", copy.id), ("x-ms-copy-status", copy.status)])
  }

  private func checkContinuation(of old: Blob, _ origin: String, _ time: String) throws(StorageFault) {
    guard let copy = old.copy, copy.isIncremental else { throw .incrementalCopy }
    guard let before = copy.origin, BlobName(before) == BlobName(origin) else {
      throw StorageFault(409, "IncrementalCopyBlobMismatch", "The source is another blob than that of earlier copies.")
    }
    guard let last = copy.sourceSnapshot, last < time else {
      throw StorageFault(
        409, "IncrementalCopyOfEarlierVersionSnapshotNotAllowed", "The snapshot is no later than the one before.")
    }
  }
}
