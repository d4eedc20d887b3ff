/// `ListBucketResult` (ListObjectsV2); keys are URL-encoded where it says so, at its end.
struct S3ListReply: XMLModel {
  private(set) var objects: [ObjectInfo] = []
  /// Folders, where the request asked for one level: with their final slash.
  private(set) var folders: [String] = []
  private(set) var isTruncated = false
  /// A key that is no text, or an object without a size.
  private(set) var faultyKey: String?
  private var isEncoded = false
  private var object = ObjectInfo(key: "", size: 0)

  static func accepts(root: String) -> Bool { root == "ListBucketResult" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (3, "Contents", "Key"): object.key = text
    case (3, "Contents", "Size"): object.size = Int64(text) ?? -1
    case (3, "Contents", "ETag"): object.etag = EntityTag.bare(text)
    case (3, "Contents", "LastModified"): object.modified = UTCTime(iso8601: text)?.nanoseconds
    case (3, "Contents", "StorageClass"): object.tier = text.isEmpty ? nil : text
    case (2, _, "Contents"):
      if object.size < 0 { faultyKey = object.key }
      objects.append(object)
      object = ObjectInfo(key: "", size: 0)
    case (3, "CommonPrefixes", "Prefix"): folders.append(text)
    case (2, _, "IsTruncated"): isTruncated = text == "true"
    case (2, _, "EncodingType"): isEncoded = text == "url"
    case (1, _, _): if isEncoded { decode() }
    default: break
    }
  }

  private mutating func decode() {
    for index in objects.indices { objects[index].key = decoded(objects[index].key) }
    for index in folders.indices { folders[index] = decoded(folders[index]) }
  }

  private mutating func decoded(_ text: String) -> String {
    if let key = PercentEncoding.decodeForm(text) { return key }
    faultyKey = text
    return text
  }
}
