import HTTPTypes

/// The field names that stores send, ready made: a reply then costs no string for each of its names.
enum HTTPFieldNames {
  /// The name with these bytes; `nil` where a name cannot have them.
  static func name(_ bytes: UnsafeRawBufferPointer) -> HTTPField.Name? {
    if let known = table[slot(bytes)], known.bytes.elementsEqual(bytes) {
      return known.name
    }
    return HTTPField.Name(String(decoding: bytes, as: UTF8.self))
  }

  private static let size = 1024

  private static func slot(_ bytes: some Sequence<UInt8>) -> Int {
    var hash: UInt32 = 0x811c_9dc5
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return Int((hash ^ hash >> 15) % UInt32(size))
  }

  /// Where two share a slot the earlier stays.
  private static let table: [(name: HTTPField.Name, bytes: [UInt8])?] = {
    var table = [(name: HTTPField.Name, bytes: [UInt8])?](repeating: nil, count: size)
    for text in common {
      for spelling in [text, text.lowercased()] {
        let slot = slot(spelling.utf8)
        if table[slot] == nil { table[slot] = HTTPField.Name(spelling).map { ($0, Array(spelling.utf8)) } }
      }
    }
    return table
  }()

  private static let common = [
    "Server", "Date", "Content-Type", "Content-Length", "Connection", "ETag", "Etag", "Last-Modified", "Accept-Ranges",
    "Content-Range", "Keep-Alive", "Transfer-Encoding", "Location", "Retry-After", "Vary", "Cache-Control", "Via",
    "X-Amz-Request-Id", "x-amz-id-2", "x-amz-version-id", "x-amz-delete-marker", "x-amz-storage-class",
    "x-amz-server-side-encryption", "x-amz-checksum-crc32c", "x-amz-checksum-crc64nvme", "x-amz-checksum-sha256",
    "x-amz-bucket-region", "x-amz-expiration", "x-amz-restore", "x-amz-replication-status", "x-ms-request-id",
    "x-ms-version", "x-ms-blob-type", "x-ms-lease-status", "x-ms-server-encrypted", "Content-Disposition",
    "Content-Encoding", "Content-MD5", "Strict-Transport-Security", "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers", "x-amz-meta-mtime", "X-Xss-Protection", "X-Content-Type-Options",
  ]
}
