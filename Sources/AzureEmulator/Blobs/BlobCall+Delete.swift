/// Delete Blob and Undelete Blob.
extension BlobCall {
  func deleteBlob() throws(StorageFault) -> EmulatorReply {
    let selector = try selector()
    let isPermanent = try isPermanent()
    if case .current = selector {
      if isPermanent { throw .invalidParameter("deletetype", "permanent") }
    } else if let value = request["x-ms-delete-snapshots"] {
      throw .invalidHeader("x-ms-delete-snapshots", value)
    }
    let isKept = try onEntry { entry, books throws(StorageFault) -> Bool in
      switch selector {
      case .snapshot(let time):
        try checkDeletion(of: isPermanent ? entry.snapshots[time] : entry.blob(selector))
        return Self.delete(time, of: &entry.snapshots, isPermanent ? nil : deletion(books))
      case .version(let id):
        guard entry.live?.version != id else {
          throw StorageFault(403, "OperationNotAllowedOnRootBlob", "The current version is not deleted by its id.")
        }
        try checkDeletion(of: isPermanent ? entry.versions[id] : entry.blob(selector))
        return Self.delete(id, of: &entry.versions, isPermanent ? nil : deletion(books))
      case .current: return try deleteCurrent(&entry, books)
      }
    }
    return EmulatorReply(202, [("x-ms-delete-type-permanent", isKept ? "false" : "true")])
  }

  /// `deletetype=permanent` is for snapshots and versions that are deleted already, or are to be so at once.
  private func isPermanent() throws(StorageFault) -> Bool {
    switch request.parameter("deletetype")?.lowercased() {
    case nil: return false
    case "permanent": return true
    case let type?: throw .invalidParameter("deletetype", type)
    }
  }

  private func deletion(_ books: AccountBooks) -> Blob.Deletion? {
    books.retentionDays > 0 ? Blob.Deletion(time: now, days: books.retentionDays) : nil
  }

  private func checkDeletion(of blob: Blob?) throws(StorageFault) {
    guard let blob else { throw .blobNotFound }
    try checkConditions(blob, isRead: false)
  }

  /// Returns whether it is kept as deleted.
  private static func delete(_ key: String, of blobs: inout [String: Blob], _ deletion: Blob.Deletion?) -> Bool {
    if deletion == nil { blobs[key] = nil } else { blobs[key]?.deletion = deletion }
    return deletion != nil
  }

  private func deleteCurrent(_ entry: inout BlobEntry, _ books: AccountBooks) throws(StorageFault) -> Bool {
    guard let blob = entry.live else { throw .blobNotFound }
    try checkConditions(blob, isRead: false)
    try checkLease(blob.lease)
    let (deletion, isOnly) = (deletion(books), request["x-ms-delete-snapshots"]?.lowercased() == "only")
    switch request["x-ms-delete-snapshots"]?.lowercased() {
    case "only", "include":
      for (time, snapshot) in entry.snapshots where snapshot.deletion == nil {
        _ = Self.delete(time, of: &entry.snapshots, deletion)
      }
    case nil:
      guard !entry.hasSnapshots else {
        throw StorageFault(
          409, "SnapshotsPresent", "The blob has snapshots, and the request does not say what of them.")
      }
    case let value?: throw .invalidHeader("x-ms-delete-snapshots", value)
    }
    if isOnly { return deletion != nil }
    entry.uncommitted = UncommittedBlocks()
    if settings.keepsVersions {
      entry.keep(blob)
      entry.current = nil
      return true
    }
    if deletion == nil { entry.current = nil } else { entry.current?.deletion = deletion }
    return deletion != nil
  }

  /// Brings back what was deleted under the name: the blob, its snapshots and its versions.
  func undeleteBlob() throws(StorageFault) -> EmulatorReply {
    try refuseHistory()
    try onEntry { entry, _ throws(StorageFault) -> Void in
      guard entry.current != nil || !entry.snapshots.isEmpty || !entry.versions.isEmpty else { throw .blobNotFound }
      entry.current?.deletion = nil
      for time in entry.snapshots.keys { entry.snapshots[time]?.deletion = nil }
      for id in entry.versions.keys { entry.versions[id]?.deletion = nil }
    }
    return EmulatorReply(200)
  }
}
