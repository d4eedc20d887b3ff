/// `CompleteMultipartUploadResult`
struct S3CompleteReply: XMLModel {
  private(set) var etag: String?

  static func accepts(root: String) -> Bool { root == "CompleteMultipartUploadResult" }

  mutating func end(_ path: XMLPath, text: String) {
    if path.depth == 2, path.name == "ETag" { etag = EntityTag.bare(text) }
  }
}
