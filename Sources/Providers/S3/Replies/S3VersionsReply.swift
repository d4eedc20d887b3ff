/// `ListVersionsResult`; keys are URL-encoded where it says so, at its end.
struct S3VersionsReply: XMLModel {
  private(set) var versions: [ObjectVersion] = []
  private(set) var next: VersionCursor?
  private var isTruncated = false
  private var isEncoded = false
  private var marker = VersionCursor(key: "", version: nil)
  private var version = ObjectVersion(key: "", version: "")

  static func accepts(root: String) -> Bool { root == "ListVersionsResult" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (3, "Version", let name), (3, "DeleteMarker", let name): take(name, text)
    case (2, _, "Version"): add(isDeleteMarker: false)
    case (2, _, "DeleteMarker"): add(isDeleteMarker: true)
    case (2, _, "IsTruncated"): isTruncated = text == "true"
    case (2, _, "NextKeyMarker"): marker.key = text
    case (2, _, "NextVersionIdMarker"): marker.version = text.isEmpty ? nil : text
    case (2, _, "EncodingType"): isEncoded = text == "url"
    case (1, _, _): close()
    default: break
    }
  }

  private mutating func close() {
    if isEncoded {
      for index in versions.indices { versions[index].key = decoded(versions[index].key) }
      marker.key = decoded(marker.key)
    }
    next = isTruncated ? marker : nil
  }

  private func decoded(_ text: String) -> String { PercentEncoding.decodeForm(text) ?? text }

  private mutating func take(_ name: String, _ text: String) {
    switch name {
    case "Key": version.key = text
    case "VersionId": version.version = text
    case "IsLatest": version.isLatest = text == "true"
    case "Size": version.size = Int64(text) ?? 0
    case "ETag": version.etag = EntityTag.bare(text)
    case "LastModified": version.modified = UTCTime(iso8601: text)?.nanoseconds
    default: break
    }
  }

  private mutating func add(isDeleteMarker: Bool) {
    version.isDeleteMarker = isDeleteMarker
    versions.append(version)
    version = ObjectVersion(key: "", version: "")
  }
}
