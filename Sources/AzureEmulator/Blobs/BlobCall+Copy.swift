/// Copy Blob, Abort Copy Blob, Incremental Copy Blob.
extension BlobCall {
  func copyBlob() throws(StorageFault) -> EmulatorReply {
    if request["x-ms-requires-sync"] == "true" { return try putBlobFromURL() }
    let (source, _) = try sourceBlob()
    if source.tier == "Archive", request["x-ms-access-tier"] == nil {
      throw StorageFault(409, "BlobArchived", "An archived blob cannot be copied without a tier for the copy.")
    }
    var blob = source
    blob.lease = Lease()
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
    let new = blob
    let stored = try account.step { state throws(StorageFault) in try replace(&state, with: new) }
    return written(stored, 202, [("x-ms-copy-id", copy.id), ("x-ms-copy-status", copy.status)])
  }

  /// Notices that a copy is done.
  func finishCopy(_ blob: inout Blob) throws(StorageFault) {
    guard var copy = blob.copy, let due = copy.due, due <= now, copy.status == "pending" else { return }
    copy.status = "success"
    copy.progress = "\(blob.length)/\(blob.length)"
    copy.completed = due
    blob.copy = copy
  }

  func abortCopy() throws(StorageFault) -> EmulatorReply {
    guard request["x-ms-copy-action"]?.lowercased() == "abort" else {
      throw .invalidHeader("x-ms-copy-action", request["x-ms-copy-action"] ?? "")
    }
    let (containerName, name) = (try containerName(), try blobName())
    try account.step { state throws(StorageFault) -> Void in
      var blob = try findBlob(in: &state)
      try finishCopy(&blob)
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
      blob.touch(state.nextETag(), at: now)
      state.containers[containerName]?[name] = blob
    }
    return EmulatorReply(204)
  }

  /// Brings a snapshot of a page blob into another blob, and keeps it there as a snapshot.
  func incrementalCopy() throws(StorageFault) -> EmulatorReply {
    let (source, time) = try sourceBlob()
    guard case .page = source.content, time != nil else { throw .wrongType }
    let (containerName, name) = (try containerName(), try blobName())
    let stored = try account.step { state throws(StorageFault) -> Blob in
      if let old = try findContainer(in: &state)[name], old.copy?.isIncremental != true {
        throw StorageFault(
          409, "OperationNotAllowedOnIncrementalCopyBlob", "The blob is not one of incremental copies.")
      }
      var blob = source
      blob.lease = Lease()
      let snapshot = state.uniqueTime().iso
      blob.copy = Blob.Copy(
        id: Identifier.new(), source: request["x-ms-copy-source"] ?? "", progress: "\(source.length)/\(source.length)",
        completed: now, isIncremental: true, snapshot: snapshot)
      let stored = try replace(&state, with: blob)
      state.containers[containerName]?.snapshots[name, default: [:]][snapshot] = stored
      return stored
    }
    return written(stored, 202, [("x-ms-copy-id", stored.copy?.id), ("x-ms-copy-status", stored.copy?.status)])
  }
}
