import Cryptography
import Glibc

/// Proof that a table in the cache is whole and was written by someone who can open the repository.
enum BlobTableTag {
  static func tag(of header: BlobTable.Header, body: SHA256Digest, key: HMAC) -> SHA256Digest {
    var message = withUnsafeBytes(of: header) { Array($0) }
    body.withBytes { message.append(contentsOf: $0) }
    return key.code(of: message)
  }

  /// Reads the open file once from start to end; false when it is not a table, is cut short, or was changed.
  static func verify(descriptor: Int32, key: HMAC) -> Bool {
    var header = BlobTable.Header()
    let headerCount = withUnsafeMutableBytes(of: &header) { pread(descriptor, $0.baseAddress, $0.count, 0) }
    var status = stat()
    guard headerCount == BlobTable.Header.length, let end = header.bodyEnd, fstat(descriptor, &status) == 0,
      Int(status.st_size) == end + SHA256Digest.byteCount, let hasher = try? SHA256Hasher()
    else { return false }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    var position = BlobTable.Header.length
    while position < end {
      let count = pread(descriptor, buffer.baseAddress, min(buffer.count, end - position), off_t(position))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      position += count
    }
    guard pread(descriptor, buffer.baseAddress, SHA256Digest.byteCount, off_t(end)) == SHA256Digest.byteCount,
      let stored = SHA256Digest(UnsafeRawBufferPointer(buffer))
    else { return false }
    return stored == tag(of: header, body: hasher.finish(), key: key)
  }
}
