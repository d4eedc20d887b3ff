import Cryptography

/// The sums over the bytes of one upload.
struct S3UploadSums {
  private let wanted: S3Upload.Wanted
  private let location: String
  private let digest: SHA256Hasher?
  private var hasher: S3ChecksumHasher?

  init(_ wanted: S3Upload.Wanted, location: String) throws(StoreError) {
    self.wanted = wanted
    self.location = location
    do throws(CryptographyError) {
      // One SHA-256 serves both purposes, and the caller's saves it.
      let isSHA256Needed = wanted.digest || wanted.checksum == .sha256
      digest = isSHA256Needed && wanted.known == nil ? try SHA256Hasher() : nil
      if let algorithm = wanted.checksum, algorithm != .sha256 { hasher = try S3ChecksumHasher(algorithm) }
    } catch {
      throw StoreError(.failed, "the upload cannot be prepared: \(error)", location: location, cause: error)
    }
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    digest?.update(bytes)
    hasher?.update(bytes)
  }

  private var isReadingNeeded: Bool { digest != nil || hasher != nil }

  /// Reads a file, or `range` of it, and gives it as the body to send. Blocks.
  mutating func read(_ path: String, _ range: Range<Int64>?) throws(StoreError) -> HTTPBody {
    try FileBody.read(path, range, location: location, isNeeded: isReadingNeeded) { update($0) }
  }

  private func payload(of body: HTTPBody, digest: SHA256Digest?) -> S3PayloadHash {
    if body.count == 0 { return .empty }
    guard wanted.digest, let digest else { return .unsigned }
    return .digest(digest)
  }

  /// What there is to say of the bytes. May be asked for once.
  func finish(_ body: HTTPBody) -> S3Upload {
    let digest = wanted.known ?? self.digest?.finish()
    var checksum: S3ObjectChecksum?
    if let hasher {
      checksum = S3ObjectChecksum(algorithm: hasher.algorithm, value: hasher.finish())
    } else if wanted.checksum == .sha256, let digest {
      checksum = S3ObjectChecksum(algorithm: .sha256, value: Base64.encode(digest.bytes))
    }
    return S3Upload(body: body, payload: payload(of: body, digest: digest), checksum: checksum)
  }
}
