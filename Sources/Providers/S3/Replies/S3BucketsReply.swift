/// `ListAllMyBucketsResult`
struct S3BucketsReply: XMLModel {
  private(set) var buckets: [S3Bucket] = []
  private(set) var next: String?
  private var bucket = S3Bucket(name: "")

  static func accepts(root: String) -> Bool { root == "ListAllMyBucketsResult" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (4, "Bucket", "Name"): bucket.name = text
    case (4, "Bucket", "CreationDate"): bucket.created = UTCTime(iso8601: text)?.nanoseconds
    case (4, "Bucket", "BucketRegion"): bucket.region = text.isEmpty ? nil : text
    case (3, "Buckets", "Bucket"):
      buckets.append(bucket)
      bucket = S3Bucket(name: "")
    case (2, _, "ContinuationToken"): next = text.isEmpty ? nil : text
    default: break
    }
  }
}
