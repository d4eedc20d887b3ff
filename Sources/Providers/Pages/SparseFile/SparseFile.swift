import CElastoSystem
import Glibc

/// An open file with holes. Everything here blocks.
final class SparseFile: Sendable {
  let descriptor: FileDescriptor
  let location: String
  let faults: SystemFaults?

  /// Bytes that are compared, copied or cleared at a time, so that a cancelled task is noticed.
  static let piece = 4 << 20

  init(_ descriptor: consuming FileDescriptor, location: String, faults: SystemFaults? = nil) {
    self.descriptor = descriptor
    self.location = location
    self.faults = faults
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
      try fill(
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<range.count]), range.lowerBound
      )
      filled = range.count
    }
  }

  func write(_ bytes: [UInt8], at offset: Int64, isGrowing: Bool = false) throws(StoreError) {
    if !isGrowing { try check(PageGeometry.range(at: offset, count: bytes.count)) }
    let result: Result<Void, StoreError> = bytes.withUnsafeBytes { bytes in
      Result { () throws(StoreError) in try put(bytes, offset) }
    }
    try result.get()
  }

  /// Gives blocks back where the file system can, and writes zeros where it cannot.
  func clear(_ range: Range<Int64>) throws(StoreError) {
    try check(range)
    if range.isEmpty { return }
    do throws(SystemError) {
      _ = try call { elasto_punch_hole(descriptor.raw, range.lowerBound, Int64(range.count)) }
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
      _ = try call { ftruncate(descriptor.raw, off_t(size)) }
    }
  }

  func synchronize() throws(StoreError) {
    try attempt("synchronizing the file") { () throws(SystemError) in
      _ = try call { fdatasync(descriptor.raw) }
    }
  }

  /// The first part of `range` that may hold data, cut at its end; `nil` where there is none.
  func nextData(in range: Range<Int64>) throws(StoreError) -> Range<Int64>? {
    guard !range.isEmpty else { return nil }
    do throws(SystemError) {
      let start = try call { elasto_seek_data(descriptor.raw, range.lowerBound) }
      guard start < range.upperBound else { return nil }
      let end = try call { elasto_seek_hole(descriptor.raw, start) }
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
      _ = try call { elasto_lock_file(descriptor.raw, isLocked ? 1 : 0) }
      return true
    } catch {
      if error.number == EAGAIN || error.number == EACCES { return false }
      throw StoreError(error, while: "locking the file", location: location)
    }
  }

  func check(_ range: Range<Int64>) throws(StoreError) {
    try SparseFilePages.geometry.check(range, size: try size(), location: location)
  }

  /// `SystemError.check`, for what may be made to fail.
  func call<Result: SignedInteger>(_ body: () -> Result) throws(SystemError) -> Result {
    if let number = faults?.failure() { throw SystemError(number: number) }
    return try SystemError.check(body)
  }

  /// Bytes of one system call; the system may take fewer.
  func length(_ count: Int) -> Int { faults?.length(count) ?? count }

  func attempt<T>(_ action: String, _ body: () throws(SystemError) -> T) throws(StoreError) -> T {
    do throws(SystemError) {
      return try body()
    } catch {
      throw StoreError(error, while: action, location: location)
    }
  }
}
