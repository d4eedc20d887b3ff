import CElastoSystem
import Glibc

/// Copies from one descriptor to another, piece by piece, in the kernel where it can: on file systems that share
/// blocks no data moves at all.
struct FileCopy {
  private let source: Int32
  private let destination: Int32
  /// Bytes copied so far.
  private(set) var done: Int64 = 0
  private var isInKernel = true

  init(from source: Int32, to destination: Int32) {
    self.source = source
    self.destination = destination
  }

  /// Copies the next piece of at most `limit` bytes; false at the end of the source.
  mutating func advance(upTo limit: Int64) throws(SystemError) -> Bool {
    let count = isInKernel ? try copyInKernel(Int(min(limit, 64 << 20))) : try copyThroughMemory(limit)
    done += Int64(count)
    return count > 0
  }

  private mutating func copyInKernel(_ limit: Int) throws(SystemError) -> Int {
    do throws(SystemError) {
      return try SystemError.check { elasto_copy_file_range(source, destination, limit) }
    } catch {
      guard [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM].contains(error.number) else { throw error }
      isInKernel = false
      return try copyThroughMemory(Int64(limit))
    }
  }

  private func copyThroughMemory(_ limit: Int64) throws(SystemError) -> Int {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(min(limit, 1 << 20)), alignment: 16)
    defer { buffer.deallocate() }
    let count = try SystemError.check { read(source, buffer.baseAddress, buffer.count) }
    var written = 0
    while written < count {
      written += try SystemError.check {
        write(destination, buffer.baseAddress.map { $0 + written }, count - written)
      }
    }
    return count
  }
}
