import CElastoSystem
import Glibc

/// An open file with holes. Everything here blocks.
final class SparseFile: Sendable {
  let descriptor: FileDescriptor
  let location: String

  /// Bytes that are read or written in one call, so that a cancelled task is noticed.
  static let piece = 4 << 20

  init(_ descriptor: consuming FileDescriptor, location: String) {
    self.descriptor = descriptor
    self.location = location
  }

  func status() throws(StoreError) -> stat {
    try attempt("looking at the file") { () throws(SystemError) in try descriptor.status() }
  }

  func size() throws(StoreError) -> Int64 { Int64(try status().st_size) }

  func isSame(as other: SparseFile) throws(StoreError) -> Bool {
    let (one, two) = (try status(), try other.status())
    return one.st_dev == two.st_dev && one.st_ino == two.st_ino
  }

  func read(_ range: Range<Int64>) throws(StoreError) -> [UInt8] {
    try check(range)
    return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled throws(StoreError) in
      let start = UnsafeMutableRawBufferPointer(buffer).baseAddress
      while filled < range.count {
        let (done, offset) = (filled, range.lowerBound + Int64(filled))
        let count = try attempt("reading") { () throws(SystemError) in
          try SystemError.check { pread(descriptor.raw, start.map { $0 + done }, range.count - done, off_t(offset)) }
        }
        guard count > 0 else {
          throw StoreError(truncatedAt: offset, expected: range.upperBound, location: location)
        }
        filled += count
      }
    }
  }

  /// - Parameter limit: bytes of one system call; the system may take fewer.
  func write(
    _ bytes: [UInt8], at offset: Int64, limit: Int = SparseFile.piece, isGrowing: Bool = false
  ) throws(StoreError) {
    if !isGrowing { try check(PageGeometry.range(at: offset, count: bytes.count)) }
    var done = 0
    while done < bytes.count {
      let count = min(limit, bytes.count - done)
      done += try attempt("writing") { () throws(SystemError) in
        try SystemError.check {
          bytes.withUnsafeBytes {
            pwrite(descriptor.raw, $0.baseAddress.map { $0 + done }, count, off_t(offset) + off_t(done))
          }
        }
      }
    }
  }

  /// Gives blocks back where the file system can, and writes zeros where it cannot.
  func clear(_ range: Range<Int64>) throws(StoreError) {
    try check(range)
    if range.isEmpty { return }
    do throws(SystemError) {
      _ = try SystemError.check { elasto_punch_hole(descriptor.raw, range.lowerBound, Int64(range.count)) }
      return
    } catch {
      guard error.number == EOPNOTSUPP || error.number == ENOSYS else {
        throw StoreError(error, while: "clearing", location: location)
      }
    }
    var offset = range.lowerBound
    // Only what holds data needs zeros.
    while let data = try nextData(in: offset..<range.upperBound) {
      let end = min(data.upperBound, data.lowerBound + Int64(Self.piece))
      try write([UInt8](repeating: 0, count: Int(end - data.lowerBound)), at: data.lowerBound)
      offset = end
    }
  }

  func resize(to size: Int64) throws(StoreError) {
    try attempt("resizing") { () throws(SystemError) in
      _ = try SystemError.check { ftruncate(descriptor.raw, off_t(size)) }
    }
  }

  func synchronize() throws(StoreError) {
    try attempt("synchronizing the file") { () throws(SystemError) in
      _ = try SystemError.check { fdatasync(descriptor.raw) }
    }
  }

  /// The first part of `range` that may hold data, cut at its end; `nil` where there is none.
  func nextData(in range: Range<Int64>) throws(StoreError) -> Range<Int64>? {
    guard !range.isEmpty else { return nil }
    do throws(SystemError) {
      let start = try SystemError.check { elasto_seek_data(descriptor.raw, range.lowerBound) }
      guard start < range.upperBound else { return nil }
      let end = try SystemError.check { elasto_seek_hole(descriptor.raw, start) }
      return start < end ? start..<min(end, range.upperBound) : nil
    } catch {
      // Behind the last data, or behind the end.
      if error.number == ENXIO { return nil }
      // No holes are known here: everything is data.
      if error.number == EINVAL { return range.clamped(to: 0..<(try size())) }
      throw StoreError(error, while: "looking for holes", location: location)
    }
  }

  /// False where somebody else has locked the file.
  func lock(_ isLocked: Bool) throws(StoreError) -> Bool {
    do throws(SystemError) {
      _ = try SystemError.check { elasto_lock_file(descriptor.raw, isLocked ? 1 : 0) }
      return true
    } catch {
      if error.number == EAGAIN || error.number == EACCES { return false }
      throw StoreError(error, while: "locking the file", location: location)
    }
  }

  func check(_ range: Range<Int64>) throws(StoreError) {
    try SparseFilePages.geometry.check(range, size: try size(), location: location)
  }

  func attempt<T>(_ action: String, _ body: () throws(SystemError) -> T) throws(StoreError) -> T {
    do throws(SystemError) {
      return try body()
    } catch {
      throw StoreError(error, while: action, location: location)
    }
  }
}
