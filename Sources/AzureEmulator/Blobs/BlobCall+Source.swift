/// Where requests that name a URL get their bytes: blobs of this account.
extension BlobCall {
  /// The blob that `x-ms-copy-source` names, with its time as a snapshot; conditions on the source are checked. Its origin
  /// is its address without the snapshot.
  ///
  /// Its signature is checked where the URL has one; without one it must be in this account, and the request signed with
  /// the account's key.
  func sourceBlob() throws(StorageFault) -> (blob: Blob, snapshot: String?, origin: String) {
    guard let url = request["x-ms-copy-source"] else { throw .missingHeader("x-ms-copy-source") }
    guard let start = url.range(of: "://")?.upperBound, let path = url[start...].utf8.firstIndex(of: UInt8(ascii: "/")),
      let source = EmulatorRequest(method: "GET", target: String(url[path...]), fields: [], peer: request.peer),
      let place = source.place, let container = place.container, let name = place.blob.map(BlobName.init)
    else { throw .invalidHeader("x-ms-copy-source", url) }
    guard place.account == account.name else {
      throw StorageFault(404, "CannotVerifyCopySource", "The source is of an account that is not here.")
    }
    let held = try account.step { state throws(StorageFault) in state.containers[container] }
    if source.parameter("sig") != nil {
      let check = SharedAccessCheck(
        account: account.name, key: account.key, service: .blob, policies: held?.policies ?? [])
      do throws(StorageFault) {
        _ = try check.permissions(of: source, .init(permissions: "r", resource: "o"), at: now)
      } catch {
        throw StorageFault(403, "CannotVerifyCopySource", error.message)
      }
    } else if request["authorization"] == nil, held?.publicAccess == nil {
      throw StorageFault(401, "CannotVerifyCopySource", "The source is not public, and its URL has no signature.")
    }
    let snapshot = source.parameter("snapshot")
    let selector: BlobEntry.Selector =
      snapshot.map { .snapshot($0) } ?? source.parameter("versionid").map { .version($0) } ?? .current
    var entry = held?[name]
    entry?.settle(at: now)
    guard let blob = entry?.blob(selector) else {
      throw StorageFault(404, "CannotVerifyCopySource", "There is no such source.")
    }
    if blob.copy?.isIncremental == true, snapshot == nil { throw .incrementalCopy }
    try checkSourceConditions(blob)
    return (blob, snapshot, "\(container)/\(name.text)")
  }

  private func checkSourceConditions(_ blob: Blob) throws(StorageFault) {
    let failed = StorageFault(412, "SourceConditionNotMet", "The condition on the source is not met.")
    if let wanted = request["x-ms-source-if-match"], wanted != "*", wanted != blob.etag { throw failed }
    if let refused = request["x-ms-source-if-none-match"], refused == blob.etag { throw failed }
    if let since = request["x-ms-source-if-modified-since"].flatMap(StorageTime.init),
      blob.modified.seconds <= since.seconds
    {
      throw failed
    }
    if let since = request["x-ms-source-if-unmodified-since"].flatMap(StorageTime.init),
      blob.modified.seconds > since.seconds
    {
      throw failed
    }
  }

  /// The bytes of the source that `x-ms-source-range` names, or all.
  func sourceBytes() throws(StorageFault) -> [UInt8] {
    let blob = try sourceBlob().blob
    var range = 0..<blob.length
    if let text = request["x-ms-source-range"] {
      guard let found = ByteRange(text) else { throw .invalidHeader("x-ms-source-range", text) }
      range = try found.resolved(in: blob.length)
    }
    guard range.count <= BlobOperation.largestBlock(request.version) else { throw .tooLarge }
    let bytes = blob.bytes(range)
    try checkSource(bytes)
    return bytes.joined()
  }

  func checkSource(_ bytes: ByteSource) throws(StorageFault) {
    if let given = request["x-ms-source-content-md5"] {
      guard given == Sums.md5(bytes) else { throw .md5Mismatch }
    }
    if let given = request["x-ms-source-content-crc64"] {
      guard given == Sums.crc64(bytes) else { throw .crc64Mismatch }
    }
  }
}
