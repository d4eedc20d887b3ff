import Glibc

/// An object that is open as a file. Reads may be made from any number of threads at once; they block.
public final class LocalObject: Sendable {
  public let info: ObjectInfo
  /// For `pread` and the like; it belongs to this object and is closed with it.
  public let descriptor: Int32
  private let location: String

  /// Takes the descriptor over.
  init(descriptor: consuming FileDescriptor, info: ObjectInfo, location: String) {
    self.descriptor = descriptor.release()
    self.info = info
    self.location = location
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes from `offset` on. Never short: a range that reaches past the end is `.invalidRange`.
  public func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) {
    guard offset >= 0, offset <= info.size, Int64(buffer.count) <= info.size - offset else {
      let (end, isHuge) = offset.addingReportingOverflow(Int64(buffer.count))
      throw StoreError(offset..<(isHuge ? .max : end), outside: info.size, location: location)
    }
    guard let start = buffer.baseAddress else { return }
    var done = 0
    while done < buffer.count {
      let count: Int
      do throws(SystemError) {
        count = try SystemError.check { pread(descriptor, start + done, buffer.count - done, off_t(offset) + done) }
      } catch {
        throw StoreError(error, while: "reading", location: location)
      }
      guard count > 0 else {
        throw StoreError(truncatedAt: offset + Int64(done), expected: info.size, location: location)
      }
      done += count
    }
  }
}
