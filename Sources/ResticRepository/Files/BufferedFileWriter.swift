import Glibc

/// Appends to an open file in large pieces. The descriptor stays the caller's.
final class BufferedFileWriter {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private static let flushThreshold = 1 << 20

  init(descriptor: Int32) {
    self.descriptor = descriptor
    pending.reserveCapacity(Self.flushThreshold + 4096)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    if bytes.count >= Self.flushThreshold {
      try flush()
      return try Self.writeAll(bytes, to: descriptor)
    }
    pending.append(contentsOf: bytes)
    if pending.count >= Self.flushThreshold { try flush() }
  }

  func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  func flush() throws {
    try pending.withUnsafeBytes { try Self.writeAll($0, to: descriptor) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes over what is there already.
  func overwrite(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
    guard pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)) == bytes.count else {
      throw SystemFailure("pwrite")
    }
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemFailure("write")
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}
