import Cryptography
import Glibc
import Providers

/// A file against an ETag. Blocks.
enum FileSum {
  /// False where the ETag is no MD5, or that of parts of another size.
  static func matches(_ path: String, etag: String, size: Int64) throws -> Bool {
    let etag = MultipartETag.unquoted(etag)
    let halves = etag.split(separator: "-", omittingEmptySubsequences: false)
    guard let digest = halves.first, digest.utf8.count == 32, halves.count <= 2 else { return false }
    let file: FileDescriptor
    do throws(FileDescriptor.Failure) {
      file = try FileDescriptor.reading(path)
    } catch {
      throw StoreError(.failed, "it cannot be read: \(error.reason)", location: FileSystemPath(path).displayed)
    }
    if halves.count == 1 { return MultipartETag.hex(try md5(file, 0..<size)) == etag }
    let limits = MultipartLimits(smallestPart: 5 << 20, largestPart: 5 << 30, mostParts: 10_000)
    let settings = MultipartUploadStore.Settings()
    guard let plan = PartPlan(size: size, preferred: settings.partSize, limits: limits), "\(plan.count)" == halves[1]
    else { return false }
    var parts: [UploadedPart] = []
    for number in 1...plan.count {
      let range = plan.range(of: number)
      parts.append(
        UploadedPart(number: number, size: Int64(range.count), etag: MultipartETag.hex(try md5(file, range))))
    }
    return MultipartETag.text(of: parts) == etag
  }

  private static func md5(_ file: FileDescriptor, _ range: Range<Int64>) throws -> [UInt8] {
    let hasher = try MD5Hasher()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
    defer { buffer.deallocate() }
    var position = range.lowerBound
    while position < range.upperBound {
      let wanted = Int(min(Int64(buffer.count), range.upperBound - position))
      let count = pread(file.raw, buffer.baseAddress, wanted, off_t(position))
      if count < 0, errno == EINTR { continue }
      // A file that has become shorter has another sum.
      guard count > 0 else { break }
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      position += Int64(count)
    }
    return hasher.finish()
  }
}
