import Glibc

/// A file as the body of a request, looked at before it is sent.
enum FileBody {
  /// Reads a file, or `range` of it, giving its bytes to `take`, and returns it as the body to send. Blocks.
  ///
  /// - Parameter isNeeded: false where nobody needs the bytes beforehand: then only the size is looked at.
  static func read(
    _ path: String, _ range: Range<Int64>?, location: String, isNeeded: Bool = true,
    _ take: (UnsafeRawBufferPointer) -> Void
  ) throws(StoreError) -> HTTPBody {
    let descriptor = try opened(path, location)
    let size: Int64
    do throws(SystemError) { size = Int64(try descriptor.status().st_size) } catch {
      throw unreadable(path, error, location)
    }
    let range = range ?? 0..<size
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw StoreError(
        .failed, "the file to store is too short: \(path) has \(size) bytes, and \(range.upperBound) are needed",
        location: location)
    }
    if isNeeded { try pass(descriptor.raw, range, path, location, take) }
    return range.isEmpty ? .bytes([]) : .file(path: path, range: range)
  }

  private static func opened(_ path: String, _ location: String) throws(StoreError) -> FileDescriptor {
    do throws(SystemError) {
      let descriptor = try FileDescriptor.open(path, at: AT_FDCWD, O_RDONLY)
      guard try descriptor.status().st_mode & S_IFMT == S_IFREG else { throw SystemError(number: EISDIR) }
      return descriptor
    } catch {
      throw unreadable(path, error, location)
    }
  }

  private static func unreadable(_ path: String, _ error: SystemError, _ location: String) -> StoreError {
    StoreError(.failed, "the file to store cannot be read: \(path): \(error)", location: location, cause: error)
  }

  private static func pass(
    _ descriptor: Int32, _ range: Range<Int64>, _ path: String, _ location: String,
    _ take: (UnsafeRawBufferPointer) -> Void
  ) throws(StoreError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Int(min(Int64(256 << 10), Int64(range.count))), alignment: 64)
    defer { buffer.deallocate() }
    var position = range.lowerBound
    while position < range.upperBound {
      let step = Int(min(Int64(buffer.count), range.upperBound - position))
      let count: Int
      do throws(SystemError) {
        count = try SystemError.check { pread(descriptor, buffer.baseAddress, step, off_t(position)) }
      } catch {
        throw unreadable(path, error, location)
      }
      guard count > 0 else {
        throw StoreError(.failed, "the file to store became shorter while it was read: \(path)", location: location)
      }
      take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      position += Int64(count)
    }
  }
}
