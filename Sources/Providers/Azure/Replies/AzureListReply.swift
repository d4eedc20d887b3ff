/// `EnumerationResults` of List Blobs.
struct AzureListReply: XMLModel {
  private(set) var objects: [ObjectInfo] = []
  /// Where the next page begins; empty at the end.
  private(set) var nextMarker = ""
  /// A name that is no text, or a blob without a size.
  private(set) var faultyKey: String?
  private var object = ObjectInfo(key: "", size: -1)

  static func accepts(root: String) -> Bool { root == "EnumerationResults" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (4, "Blob", "Name"): object.key = name(text, isEncoded: path.attributes["Encoded"] == "true")
    case (5, "Properties", "Content-Length"): object.size = Int64(text) ?? -1
    case (5, "Properties", "Etag"): object.etag = EntityTag.bare(text)
    case (5, "Properties", "Last-Modified"): object.modified = UTCTime(httpDate: text)?.nanoseconds
    case (5, "Properties", "AccessTier"): object.tier = text
    case (3, "Blobs", "Blob"):
      if object.size < 0 { faultyKey = object.key }
      objects.append(object)
      object = ObjectInfo(key: "", size: -1)
    case (2, _, "NextMarker"): nextMarker = text
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
