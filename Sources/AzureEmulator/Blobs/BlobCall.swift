/// One request to the blob service, with what its operations share.
struct BlobCall: Sendable {
  let request: EmulatorRequest
  let now: StorageTime
  let account: StorageAccount
  let settings: EmulatorSettings
  let grant: Grant

  func containerName() throws(StorageFault) -> String {
    guard let name = request.place?.container else { throw .containerNotFound }
    return name
  }

  func blobName() throws(StorageFault) -> BlobName {
    guard let name = request.place?.blob else { throw .blobNotFound }
    return BlobName(name)
  }

  func findContainer() throws(StorageFault) -> Container {
    let name = try containerName()
    guard let container = try account.step({ state throws(StorageFault) in state.containers[name] }) else {
      throw .containerNotFound
    }
    return container
  }

  /// The blob, or the snapshot or version of it that the request means.
  func selector() throws(StorageFault) -> BlobEntry.Selector {
    switch (request.parameter("snapshot"), request.parameter("versionid")) {
    case (nil, nil): return .current
    case (let time?, nil): return .snapshot(time)
    case (nil, let id?): return .version(id)
    case (_?, _?):
      throw StorageFault(
        400, "MutuallyExclusiveQueryParameters", "A request means a snapshot or a version, and not both.")
    }
  }

  /// For operations that exist for the blob itself alone.
  func refuseHistory() throws(StorageFault) {
    for name in ["snapshot", "versionid"] {
      if let value = request.parameter(name) { throw .invalidParameter(name, value) }
    }
  }

  /// One step on what is kept under the request's name, brought up to the time. `body` throws before it changes anything.
  func onEntry<Result: Sendable>(
    _ body: (inout BlobEntry, inout AccountBooks) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    let (containerName, name) = (try containerName(), try blobName())
    return try account.step { state throws(StorageFault) -> Result in
      try state.withContainer(containerName) { container, books throws(StorageFault) -> Result in
        try container.withEntry(name) { entry throws(StorageFault) -> Result in
          entry.settle(at: now)
          return try body(&entry, &books)
        }
      }
    }
  }

  /// What the request means, to look at.
  func findBlob() throws(StorageFault) -> Blob {
    let selector = try selector()
    return try onEntry { entry, _ throws(StorageFault) -> Blob in
      guard let blob = entry.blob(selector) else { throw .blobNotFound }
      return blob
    }
  }

  // MARK: Leases

  func checkLease(_ lease: Lease) throws(StorageFault) {
    try checkLease(lease, of: "Blob")
  }

  func checkLease(_ lease: Lease, of kind: String) throws(StorageFault) {
    try lease.check(request["x-ms-lease-id"], of: kind, at: now)
  }

  /// A reader may say which lease it counts on.
  func checkReadLease(_ lease: Lease) throws(StorageFault) {
    if request["x-ms-lease-id"] != nil { try checkLease(lease) }
  }

  // MARK: Conditions

  func checkConditions(_ blob: Blob, isRead: Bool) throws(StorageFault) {
    try request.checkConditions(etag: blob.etag, modified: blob.modified, isRead: isRead)
  }

  /// Those of one that makes a blob, or takes the place of one.
  func checkCreation(_ old: Blob?) throws(StorageFault) {
    guard let old else {
      if request["if-match"] != nil { throw .conditionNotMet }
      return
    }
    if request["if-none-match"] == "*" { throw .blobExists }
    try checkConditions(old, isRead: false)
  }

  // MARK: Replies

  /// Fields that answer what was put: the sum that was sent comes back.
  func sums(of body: [UInt8]) -> [(String, String?)] {
    if request["content-md5"] != nil { return [("Content-MD5", Sums.md5(body))] }
    return [("x-ms-content-crc64", Sums.crc64(body))]
  }

  func written(_ stamp: Blob.Stamp, _ status: Int = 201, _ fields: [(String, String?)] = []) -> EmulatorReply {
    EmulatorReply(
      status,
      [
        ("ETag", stamp.etag), ("Last-Modified", stamp.modified.http), ("x-ms-version-id", stamp.version),
        ("x-ms-request-server-encrypted", "true"),
      ] + fields)
  }
}
