/// `EnumerationResults` of List Blobs.
struct AzureListReply: XMLModel {
  private(set) var blobs: [AzureBlobListing] = []
  /// Where the next page begins; empty at the end.
  private(set) var nextMarker = ""
  /// A name that is no text, or a blob without a size.
  private(set) var faultyKey: String?
  private var blob = AzureBlobListing(key: "")

  static func accepts(root: String) -> Bool { root == "EnumerationResults" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent) {
    case (5, "Properties"): property(path.name, text)
    case (4, "Blob"): detail(path, text)
    case (3, "Blobs") where path.name == "Blob":
      if blob.info.size < 0 { faultyKey = blob.info.key }
      blobs.append(blob)
      blob = AzureBlobListing(key: "")
    case (2, _) where path.name == "NextMarker": nextMarker = text
    default: break
    }
  }

  private mutating func property(_ name: String, _ text: String) {
    switch name {
    case "Content-Length": blob.info.size = Int64(text) ?? -1
    case "Etag": blob.info.etag = EntityTag.bare(text)
    case "Last-Modified": blob.info.modified = UTCTime(httpDate: text)?.nanoseconds
    case "AccessTier": blob.info.tier = text
    case "BlobType": blob.type = text
    case "Content-Type": blob.contentType = text.isEmpty ? nil : text
    case "LeaseState": blob.leaseState = text
    case "RemainingRetentionDays": blob.remainingDays = Int(text)
    default: break
    }
  }

  private mutating func detail(_ path: XMLPath, _ text: String) {
    switch path.name {
    case "Name": blob.info.key = name(text, isEncoded: path.attributes["Encoded"] == "true")
    case "Snapshot": blob.snapshot = text
    case "VersionId": blob.version = text
    case "IsCurrentVersion": blob.isCurrentVersion = text == "true"
    case "Deleted": blob.isDeleted = text == "true"
    default: break
    }
  }

  private mutating func name(_ text: String, isEncoded: Bool) -> String {
    guard isEncoded else { return text }
    if let name = PercentEncoding.decode(text) { return name }
    faultyKey = text
    return text
  }
}
