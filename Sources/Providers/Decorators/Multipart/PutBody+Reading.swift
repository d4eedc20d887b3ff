import Glibc

extension PutBody {
  /// Bytes that will be stored; for a file, its size now.
  func count() async throws(StoreError) -> Int64 {
    switch self {
    case .bytes(let bytes): return Int64(bytes.count)
    case .fileRange(_, let range): return Int64(range.count)
    case .file(let path):
      return try await Self.reading(path) { file throws(SystemError) in
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(number: EINVAL) }
        return Int64(status.st_size)
      }
    }
  }

  /// The bytes in `range`, counted from the start of the body; fewer where a file has become shorter.
  func bytes(in range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    switch part(range) {
    case .bytes(let bytes): return bytes
    case .fileRange(let path, let range): return try await Self.read(path, range)
    case .file(let path): return try await Self.read(path, range)
    }
  }

  /// The part in `range` as a body of its own; that of a file is read when it is sent.
  func part(_ range: Range<Int64>) -> PutBody {
    switch self {
    case .bytes(let bytes):
      let limits = 0..<Int64(bytes.count)
      let range = range.clamped(to: limits)
      return .bytes(Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
    case .file(let path): return .fileRange(path: path, range: range)
    case .fileRange(let path, let whole):
      let start = whole.lowerBound + range.lowerBound
      return .fileRange(path: path, range: (start..<start + Int64(range.count)).clamped(to: whole))
    }
  }

  private static func read(_ path: String, _ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try await reading(path) { file throws(SystemError) in
      let descriptor = file.raw
      var bytes = [UInt8](repeating: 0, count: range.count)
      var done = 0
      while done < bytes.count {
        let count = try SystemError.check {
          bytes.withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, off_t(range.lowerBound) + off_t(done))
          }
        }
        if count == 0 { break }
        done += count
      }
      bytes.removeLast(bytes.count - done)
      return bytes
    }
  }

  private static func reading<T: Sendable>(
    _ path: String, _ body: @escaping @Sendable (borrowing FileDescriptor) throws(SystemError) -> T
  ) async throws(StoreError) -> T {
    do throws(SystemError) {
      return try await BlockingThreads.files.run { () throws(SystemError) in
        try body(try FileDescriptor.open(path, at: AT_FDCWD, O_RDONLY | O_NONBLOCK | O_NOCTTY))
      }
    } catch {
      throw StoreError(.failed, "the file to store cannot be read: \(path): \(error)", location: path, cause: error)
    }
  }
}
