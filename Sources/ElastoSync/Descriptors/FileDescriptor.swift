import Glibc

/// An open file, closed when the last reference goes.
final class FileDescriptor: Sendable {
  /// What a system call said.
  struct Failure: Error {
    /// An `errno` value.
    var code: Int32

    var reason: String { String(cString: strerror(code)) }
  }

  let raw: Int32

  /// Takes over `raw`.
  init(_ raw: Int32) { self.raw = raw }

  deinit { close(raw) }

  /// Writes all of `bytes` at the file's position.
  func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let part = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let written = Glibc.write(raw, part.baseAddress, part.count)
      if written >= 0 {
        done += written
      } else if errno != EINTR {
        throw Failure(code: errno)
      }
    }
  }

  /// Reads at the file's position until `buffer` is full or the file ends; the number of bytes read.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    var done = 0
    while done < buffer.count {
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = Glibc.read(raw, part.baseAddress, part.count)
      if count > 0 {
        done += count
      } else if count == 0 {
        break
      } else if errno != EINTR {
        throw Failure(code: errno)
      }
    }
    return done
  }

  /// Exactly `count` bytes from `offset`; a file that ends before is `EIO`.
  func read(_ count: Int, at offset: Int64) throws(Failure) -> [UInt8] {
    var failure: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var done = 0
      while done < count, let start = buffer.baseAddress {
        let part = pread(raw, start + done, count - done, Int(offset) + done)
        if part > 0 {
          done += part
        } else if part == 0 || errno != EINTR {
          failure = Failure(code: part == 0 ? EIO : errno)
          break
        }
      }
      initialized = done
    }
    if let failure { throw failure }
    return bytes
  }

  func size() throws(Failure) -> Int64 {
    Int64(try status().st_size)
  }

  func status() throws(Failure) -> stat {
    var status = stat()
    guard fstat(raw, &status) == 0 else { throw Failure(code: errno) }
    return status
  }
}
