/// A file of a share.
struct StoredFile: Sendable {
  var traits: FileTraits
  var content: SparsePages
  var contentType = "application/octet-stream"
  var contentEncoding: String?
  var contentLanguage: String?
  var contentMD5: String?
  var cacheControl: String?
  var contentDisposition: String?
  var lease = Lease()
  var copy: Blob.Copy?

  init(_ traits: FileTraits, length: Int64) {
    self.traits = traits
    content = SparsePages(length: length)
  }

  /// Takes the fields that describe content; those that are not sent are cleared ("Set File Properties").
  mutating func describe(_ request: EmulatorRequest) {
    contentType = request["x-ms-content-type"] ?? "application/octet-stream"
    contentEncoding = request["x-ms-content-encoding"]
    contentLanguage = request["x-ms-content-language"]
    cacheControl = request["x-ms-cache-control"]
    contentDisposition = request["x-ms-content-disposition"]
    contentMD5 = request["x-ms-content-md5"]
  }

  /// Lets another change this one where it lies.
  mutating func apply<Result>(
    _ body: (inout StoredFile) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    try body(&self)
  }

  /// Ends a copy whose time has come.
  mutating func settle(at now: StorageTime) {
    guard let due = copy?.due, due <= now, copy?.status == "pending" else { return }
    let whole = content.length
    copy?.status = "success"
    copy?.progress = "\(whole)/\(whole)"
    copy?.completed = due
  }
}
