/// `CopyObjectResult` and `CopyPartResult`.
struct S3CopyReply: XMLModel {
  private(set) var etag: String?
  private(set) var modified: Int64?
  /// By algorithm; of the whole object or part.
  private(set) var checksums: [S3Checksum: String] = [:]

  static func accepts(root: String) -> Bool { root == "CopyObjectResult" || root == "CopyPartResult" }

  mutating func end(_ path: XMLPath, text: String) {
    guard path.depth == 2 else { return }
    switch path.name {
    case "ETag": etag = EntityTag.bare(text)
    case "LastModified": modified = UTCTime(iso8601: text)?.nanoseconds
    default:
      if let algorithm = S3Checksum.allCases.first(where: { "Checksum\($0.rawValue)" == path.name }) {
        checksums[algorithm] = text
      }
    }
  }
}
