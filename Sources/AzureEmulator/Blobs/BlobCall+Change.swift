/// What every change of a blob has in common.
extension BlobCall {
  /// Changes the blob that is there: conditions and lease first, a new ETag at the end. `body` throws before it changes
  /// anything.
  ///
  /// - Parameter makesVersion: Whether what the blob was is kept, where the account keeps versions.
  func change<Result: Sendable>(
    makesVersion: Bool = false, _ body: (inout Blob) throws(StorageFault) -> Result
  ) throws(StorageFault) -> (Blob.Stamp, Result) {
    try refuseHistory()
    let keeps = makesVersion && settings.keepsVersions
    return try onEntry { entry, books throws(StorageFault) -> (Blob.Stamp, Result) in
      let before = keeps ? entry.live : nil
      let changed = try entry.change(.current) { blob throws(StorageFault) -> (Blob.Stamp, Result) in
        try checkConditions(blob, isRead: false)
        try checkLease(blob.lease)
        try checkWritable(blob)
        let result = try body(&blob)
        blob.touch(books.nextETag(), at: now)
        if before != nil { blob.version = books.uniqueTime().iso }
        return (blob.stamp, result)
      }
      if let before { entry.keep(before) }
      return changed
    }
  }

  func checkWritable(_ blob: Blob) throws(StorageFault) {
    if blob.copy?.status == "pending" { throw .pendingCopy }
    if blob.copy?.isIncremental == true { throw .incrementalCopy }
  }

  /// Puts a new blob where one may be: what is there keeps its lease, and gives up its blocks.
  func replace(with new: Blob) throws(StorageFault) -> Blob.Stamp {
    try onEntry { entry, books throws(StorageFault) in try replace(&entry, &books, with: new) }
  }

  func replace(
    _ entry: inout BlobEntry, _ books: inout AccountBooks, with new: Blob, isIncrementalCopy: Bool = false
  ) throws(StorageFault) -> Blob.Stamp {
    try checkName(blobName())
    let old = entry.live
    try checkCreation(old)
    if let old {
      try checkLease(old.lease)
      if !isIncrementalCopy { try checkWritable(old) }
      guard grant.mayOverwrite else {
        throw StorageFault(403, "UnauthorizedBlobOverwrite", "The signature permits to create, and not to overwrite.")
      }
      if entry.hasSnapshots, old.typeName != new.typeName { throw .wrongType }
    } else if request["x-ms-lease-id"] != nil {
      throw StorageFault(412, "LeaseNotPresentWithBlobOperation", "There is no lease on the blob.")
    }
    var blob = new
    blob.lease = old?.lease ?? Lease()
    blob.created = old?.created ?? now
    blob.touch(books.nextETag(), at: now)
    blob.version = settings.keepsVersions ? books.uniqueTime().iso : nil
    if let replaced = entry.current, !isIncrementalCopy { keep(replaced, in: &entry, &books) }
    entry.current = blob
    entry.uncommitted = UncommittedBlocks()
    return blob.stamp
  }

  /// What is overwritten stays as a version, or as a deleted snapshot, if the account keeps such.
  private func keep(_ replaced: Blob, in entry: inout BlobEntry, _ books: inout AccountBooks) {
    var old = replaced
    old.lease = Lease()
    if old.deletion == nil {
      guard !settings.keepsVersions else { return entry.keep(old) }
      guard books.retentionDays > 0 else { return }
      old.deletion = Blob.Deletion(time: now, days: books.retentionDays)
    }
    entry.snapshots[books.uniqueTime().iso] = old
  }

  /// Names have 1 to 1,024 characters and no more than 254 parts.
  private func checkName(_ name: BlobName) throws(StorageFault) {
    guard name.text.utf16.count <= 1024, name.text.utf8.count(where: { $0 == UInt8(ascii: "/") }) < 254 else {
      throw StorageFault(400, "InvalidUri", "The blob's name is longer than is allowed.")
    }
  }
}
