/// `ListMultipartUploadsResult`; keys are URL-encoded where it says so, at its end.
struct S3UploadsReply: XMLModel {
  private(set) var uploads: [MultipartUpload] = []
  /// The markers of the following page; `nil` at the end.
  private(set) var next: (key: String, id: String)?
  private var isTruncated = false
  private var isEncoded = false
  private var marker = (key: "", id: "")
  private var upload = MultipartUpload(key: "", id: "")

  static func accepts(root: String) -> Bool { root == "ListMultipartUploadsResult" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (3, "Upload", "Key"): upload.key = text
    case (3, "Upload", "UploadId"): upload.id = text
    case (3, "Upload", "Initiated"): upload.begun = UTCTime(iso8601: text)?.nanoseconds
    case (2, _, "Upload"):
      uploads.append(upload)
      upload = MultipartUpload(key: "", id: "")
    case (2, _, "IsTruncated"): isTruncated = text == "true"
    case (2, _, "NextKeyMarker"): marker.key = text
    case (2, _, "NextUploadIdMarker"): marker.id = text
    case (2, _, "EncodingType"): isEncoded = text == "url"
    case (1, _, _): close()
    default: break
    }
  }

  private mutating func close() {
    if isEncoded {
      for index in uploads.indices { uploads[index].key = decoded(uploads[index].key) }
      marker.key = decoded(marker.key)
    }
    next = isTruncated ? marker : nil
  }

  private func decoded(_ text: String) -> String { PercentEncoding.decodeForm(text) ?? text }
}
