/// Where requests that name a URL get their bytes: blobs of this account.
extension BlobCall {
  /// The blob that `x-ms-copy-source` names, with its time as a snapshot; conditions on the source are checked.
  ///
  /// Its signature is checked where the URL has one; without one it must be in this account, and the request signed with
  /// the account's key.
  func sourceBlob() throws(StorageFault) -> (blob: Blob, snapshot: String?) {
    guard let url = request["x-ms-copy-source"] else { throw .missingHeader("x-ms-copy-source") }
    guard let start = url.range(of: "://")?.upperBound, let path = url[start...].utf8.firstIndex(of: UInt8(ascii: "/")),
      let source = EmulatorRequest(method: "GET", target: String(url[path...]), fields: [], body: []),
      let place = source.place, let container = place.container, let name = place.blob.map(BlobName.init)
    else { throw .invalidHeader("x-ms-copy-source", url) }
    guard place.account == account.name else {
      throw StorageFault(404, "CannotVerifyCopySource", "The source is of an account that is not here.")
    }
    let held = try account.step { state throws(StorageFault) in state.containers[container] }
    if source.parameter("sig") != nil {
      let check = SharedAccessCheck(account: account.name, key: account.key, policies: held?.policies ?? [])
      do throws(StorageFault) {
        try check.check(source, .init(permissions: "r", resource: "o"), at: now)
      } catch {
        throw StorageFault(403, "CannotVerifyCopySource", error.message)
      }
    } else if request["authorization"] == nil, held?.publicAccess == nil {
      throw StorageFault(401, "CannotVerifyCopySource", "The source is not public, and its URL has no signature.")
    }
    let snapshot = source.parameter("snapshot")
    guard let blob = snapshot.map({ held?.snapshots[name]?[$0] }) ?? held?[name] else {
      throw StorageFault(
        404, held == nil ? "CannotVerifyCopySource" : "CannotVerifyCopySource", "There is no such source.")
    }
    try checkSourceConditions(blob)
    return (blob, snapshot)
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
    let (blob, _) = try sourceBlob()
    var range = 0..<blob.length
    if let text = request["x-ms-source-range"] {
      guard let found = ByteRange(text) else { throw .invalidHeader("x-ms-source-range", text) }
      range = try found.resolved(in: blob.length)
    }
    let bytes = blob.pieces(range).flatMap { $0 }
    try checkSourceMD5(bytes)
    return bytes
  }

  func checkSourceMD5(_ bytes: [UInt8]) throws(StorageFault) {
    if let given = request["x-ms-source-content-md5"] {
      guard given == Sums.md5(bytes) else { throw .md5Mismatch }
    }
    if let given = request["x-ms-source-content-crc64"] {
      guard given == Sums.crc64(bytes) else { throw .crc64Mismatch }
    }
  }
}

/// `bytes=0-511`, `bytes=512-`
struct ByteRange: Sendable {
  var first: Int64
  /// Inclusive; `nil` for the end.
  var last: Int64?

  init?(_ text: String) {
    guard text.hasPrefix("bytes=") else { return nil }
    let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int64(ends[0]), first >= 0 else { return nil }
    self.first = first
    guard !ends[1].isEmpty else { return }
    guard let last = Int64(ends[1]), last >= first else { return nil }
    self.last = last
  }

  /// Cut at the end of what has `length` bytes.
  func resolved(in length: Int64) throws(StorageFault) -> Range<Int64> {
    guard first < length else { throw .invalidRange }
    return first..<min(length, (last ?? length - 1) + 1)
  }
}
