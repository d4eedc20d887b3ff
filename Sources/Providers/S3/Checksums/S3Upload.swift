import Cryptography

/// The body of an upload with what its request says of it, taken in one pass over the bytes.
struct S3Upload: Sendable {
  /// Which sums an upload needs.
  struct Wanted: Sendable {
    /// The payload's digest, for the signature.
    var digest = false
    var checksum: S3Checksum?
    /// The digest, where the caller knows it already.
    var known: SHA256Digest?
  }

  let body: HTTPBody
  let payload: S3PayloadHash
  let checksum: S3ObjectChecksum?

  /// Threads for sums over large bodies: half a second for a gigabyte is no work for the cooperative pool.
  private static let threads = BlockingThreads(name: "elasto-s3-sum", limit: 4)
  private static var largestInline: Int { 32 << 10 }

  init(_ body: PutBody, _ wanted: Wanted, location: String) async throws(StoreError) {
    if case .bytes(let bytes) = body, bytes.count <= Self.largestInline {
      self = try Self.taken(body, wanted, location)
    } else {
      self = try await Self.threads.run { () throws(StoreError) in try Self.taken(body, wanted, location) }
    }
  }

  init(body: HTTPBody, payload: S3PayloadHash, checksum: S3ObjectChecksum?) {
    self.body = body
    self.payload = payload
    self.checksum = checksum
  }

  private static func taken(_ body: PutBody, _ wanted: Wanted, _ location: String) throws(StoreError) -> S3Upload {
    var sums = try S3UploadSums(wanted, location: location)
    let sent: HTTPBody
    switch body {
    case .bytes(let bytes):
      bytes.span.bytes.withUnsafeBytes { sums.update($0) }
      sent = .bytes(bytes)
    case .file(let path): sent = try sums.read(path, nil)
    case .fileRange(let path, let range): sent = try sums.read(path, range)
    }
    return sums.finish(sent)
  }
}
