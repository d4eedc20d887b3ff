/// The uploads in parts that a `MemoryStore` has not completed.
struct MemoryUploads: Sendable {
  struct Upload: Sendable {
    var upload: MultipartUpload
    var options: PutOptions
    var parts: [Int: (info: UploadedPart, bytes: [UInt8])] = [:]
  }

  private var uploads: [String: Upload] = [:]
  private var count = 0

  mutating func begin(_ key: String, _ options: PutOptions, at time: Int64) -> MultipartUpload {
    count += 1
    let upload = MultipartUpload(key: key, id: "u\(count)", begun: time)
    uploads[upload.id] = Upload(upload: upload, options: options)
    return MultipartUpload(key: key, id: upload.id)
  }

  func find(_ upload: MultipartUpload) -> Upload? {
    guard let found = uploads[upload.id], found.upload.key.utf8.elementsEqual(upload.key.utf8) else { return nil }
    return found
  }

  /// False where there is no such upload.
  mutating func insert(_ part: UploadedPart, _ bytes: [UInt8], of upload: MultipartUpload) -> Bool {
    guard find(upload) != nil else { return false }
    uploads[upload.id]?.parts[part.number] = (part, bytes)
    return true
  }

  mutating func remove(_ upload: MultipartUpload) {
    if find(upload) != nil { uploads[upload.id] = nil }
  }

  func list(prefix: String) -> [MultipartUpload] {
    uploads.values.map(\.upload).filter { ObjectKey.hasPrefix($0.key, prefix) }.sorted {
      $0.key.utf8.elementsEqual($1.key.utf8) ? $0.id < $1.id : ObjectKey.precedes($0.key, $1.key)
    }
  }
}
