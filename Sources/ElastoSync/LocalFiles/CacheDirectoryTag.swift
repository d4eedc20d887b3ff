internal import Glibc

/// A cache's mark, after the Cache Directory Tagging Specification.
enum CacheDirectoryTag {
  static let name = Array("CACHEDIR.TAG".utf8)
  private static let signature = Array("Signature: 8a477f597d28d172789f06886806bc55".utf8)

  /// Whether the tag in `directory` begins with the signature; not where it cannot be read.
  static func isValid(in directory: OpenDirectory) -> Bool {
    guard let (descriptor, _) = try? directory.openFile(name) else { return false }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: signature.count)
    let count = start.withUnsafeMutableBytes { buffer in
      retryingInterrupts { pread(descriptor, buffer.baseAddress, buffer.count, 0) }
    }
    return count == signature.count && start == signature
  }
}
