import Glibc

/// Memory that one request uses, aligned to a page.
///
/// The bytes are not zeroed when it is made.
// SAFETY: whoever holds a buffer for a request is alone in touching its bytes; it is handed on, never shared.
public final class IOBuffer: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer

  public var capacity: Int { memory.count }
  public var whole: IOSlice { IOSlice(self, 0..<capacity) }

  /// - Parameter capacity: bytes.
  public init(capacity: Int) {
    memory = .allocate(byteCount: capacity, alignment: 4096)
  }

  public convenience init(_ bytes: some Collection<UInt8>) {
    self.init(capacity: bytes.count)
    memory.copyBytes(from: bytes)
  }

  deinit { memory.deallocate() }

  fileprivate func bytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    .init(rebasing: memory[range])
  }
}

/// A part of a buffer.
public struct IOSlice: Sendable {
  public let buffer: IOBuffer
  public let range: Range<Int>

  public var count: Int { range.count }

  /// The range has to lie inside of the buffer.
  public init(_ buffer: IOBuffer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.capacity, "a slice ends with its buffer")
    self.buffer = buffer
    self.range = range
  }

  /// The part from `start` on, counted from the slice's own start.
  public subscript(part: Range<Int>) -> IOSlice {
    IOSlice(buffer, range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
  }

  /// Lends the bytes for the time of the call.
  public func withBytes<T, E: Error>(_ body: (UnsafeMutableRawBufferPointer) throws(E) -> T) throws(E) -> T {
    defer { withExtendedLifetime(buffer) {} }
    return try body(buffer.bytes(range))
  }

  public func copy(from bytes: some Collection<UInt8>) {
    withBytes { $0.copyBytes(from: bytes) }
  }

  public func fillWithZeros() {
    withBytes { bytes in
      if let start = bytes.baseAddress { memset(start, 0, bytes.count) }
    }
  }

  /// A copy.
  public var array: [UInt8] { withBytes { [UInt8]($0) } }
}
