/// `InitiateMultipartUploadResult`; rclone leaves out the last word.
struct S3BeginUploadReply: XMLModel {
  private(set) var id = ""

  static func accepts(root: String) -> Bool {
    root == "InitiateMultipartUploadResult" || root == "InitiateMultipartUpload"
  }

  mutating func end(_ path: XMLPath, text: String) {
    if path.depth == 2, path.name == "UploadId" { id = text }
  }
}
