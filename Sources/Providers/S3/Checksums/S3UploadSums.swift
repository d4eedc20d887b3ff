import Cryptography
import Glibc

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
    let descriptor = try opened(path)
    let size: Int64
    do throws(SystemError) { size = Int64(try descriptor.status().st_size) } catch { throw unreadable(path, error) }
    let range = range ?? 0..<size
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw StoreError(
        .failed, "the file to store is too short: \(path) has \(size) bytes, and \(range.upperBound) are needed",
        location: location)
    }
    if isReadingNeeded { try sum(descriptor.raw, range, path) }
    return range.isEmpty ? .bytes([]) : .file(path: path, range: range)
  }

  private func opened(_ path: String) throws(StoreError) -> FileDescriptor {
    do throws(SystemError) {
      let descriptor = try FileDescriptor.open(path, at: AT_FDCWD, O_RDONLY)
      guard try descriptor.status().st_mode & S_IFMT == S_IFREG else { throw SystemError(number: EISDIR) }
      return descriptor
    } catch {
      throw unreadable(path, error)
    }
  }

  private func unreadable(_ path: String, _ error: SystemError) -> StoreError {
    StoreError(.failed, "the file to store cannot be read: \(path): \(error)", location: location, cause: error)
  }

  private mutating func sum(_ descriptor: Int32, _ range: Range<Int64>, _ path: String) throws(StoreError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Int(min(Int64(1 << 20), Int64(range.count))), alignment: 64)
    defer { buffer.deallocate() }
    var position = range.lowerBound
    while position < range.upperBound {
      let step = Int(min(Int64(buffer.count), range.upperBound - position))
      let count: Int
      do throws(SystemError) {
        count = try SystemError.check { pread(descriptor, buffer.baseAddress, step, off_t(position)) }
      } catch {
        throw unreadable(path, error)
      }
      guard count > 0 else {
        throw StoreError(.failed, "the file to store became shorter while it was read: \(path)", location: location)
      }
      update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      position += Int64(count)
    }
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
