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
      Int(status.st_size) == end + SHA256Digest.byteCount, let body = try? digest(of: descriptor, until: end)
    else { return false }
    var stored = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
    guard pread(descriptor, &stored, stored.count, off_t(end)) == stored.count else { return false }
    return stored.withUnsafeBytes { SHA256Digest($0) } == tag(of: header, body: body, key: key)
  }

  /// Bytes of a piece, and of as many pieces as are read and hashed together.
  private static let pieceLength = 64 << 10
  private static let readLength = 16 * pieceLength

  /// The SHA-256 of the SHA-256s of the pieces of what lies between the header and `end`.
  static func digest(of descriptor: Int32, until end: Int) throws -> SHA256Digest {
    let batch = try SHA256Batch()
    let hasher = try SHA256Hasher()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readLength, alignment: 64)
    defer { buffer.deallocate() }
    var position = BlobTable.Header.length
    while position < end {
      let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(readLength, end - position)])
      try fill(wanted, from: descriptor, at: position)
      let pieces = stride(from: 0, to: wanted.count, by: pieceLength).map { start in
        UnsafeRawBufferPointer(rebasing: wanted[start..<min(start + pieceLength, wanted.count)])
      }
      for digest in batch.digests(of: pieces) { digest.withBytes { hasher.update($0) } }
      position += wanted.count
    }
    return hasher.finish()
  }

  private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, at start: Int) throws {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(start + filled))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemFailure("pread") }
      filled += count
    }
  }
}
