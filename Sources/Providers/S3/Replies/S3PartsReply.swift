/// `ListPartsResult`; moto has another word for it.
struct S3PartsReply: XMLModel {
  private(set) var parts: [UploadedPart] = []
  private(set) var next: Int?
  private var isTruncated = false
  private var marker: Int?
  private var modified: Int64 = 0
  private var lastModified: Int64 = 0
  private var part = UploadedPart(number: 0, size: -1, etag: "")

  static func accepts(root: String) -> Bool {
    root == "ListPartsResult" || root == "ListPartsResponse"
  }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (3, "Part", "PartNumber"): part.number = Int(text) ?? 0
    case (3, "Part", "Size"): part.size = Int64(text) ?? -1
    case (3, "Part", "ETag"): part.etag = EntityTag.bare(text)
    case (3, "Part", "LastModified"): modified = UTCTime(iso8601: text)?.seconds ?? 0
    case (3, "Part", let name):
      if let checksum = S3PartChecksum(element: name, text) { part.checksum = checksum.text }
    case (2, _, "Part"):
      add()
      part = UploadedPart(number: 0, size: -1, etag: "")
    case (2, _, "IsTruncated"): isTruncated = text == "true"
    case (2, _, "NextPartNumberMarker"): marker = Int(text)
    case (1, _, _): next = isTruncated ? marker : nil
    default: break
    }
  }

  /// SeaweedFS lists a part that was replaced beside the one that replaced it, which is the later one.
  private mutating func add() {
    guard part.number > 0, part.size >= 0 else { return }
    if let last = parts.last, last.number == part.number {
      if modified >= lastModified { parts[parts.count - 1] = part }
    } else {
      parts.append(part)
    }
    lastModified = modified
  }
}
