import Glibc

/// Bytes of the caller's, moved without a copy. The range is the caller's to check.
extension SparseFile {
  func fill(_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int64) throws(StoreError) {
    var done = 0
    while done < buffer.count {
      let (start, place) = (buffer.baseAddress.map { $0 + done }, off_t(offset) + off_t(done))
      let length = length(buffer.count - done)
      let count = try attempt("reading") { () throws(SystemError) in
        try call { pread(descriptor.raw, start, length, place) }
      }
      guard count > 0 else {
        throw StoreError(truncatedAt: offset + Int64(done), expected: offset + Int64(buffer.count), location: location)
      }
      done += count
    }
  }

  func put(_ bytes: UnsafeRawBufferPointer, _ offset: Int64) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let (start, place) = (bytes.baseAddress.map { $0 + done }, off_t(offset) + off_t(done))
      let length = length(bytes.count - done)
      done += try attempt("writing") { () throws(SystemError) in
        try call { pwrite(descriptor.raw, start, length, place) }
      }
    }
  }
}
