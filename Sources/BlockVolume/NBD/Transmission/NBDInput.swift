/// What came from a client and was not used yet, in one buffer.
///
/// Of one thread.
final class NBDInput {
  /// Bytes of a long write that are worth handing on.
  static let least = 256 << 10
  /// Bytes that are received while nothing is known of what comes.
  static let glance = 64 << 10
  /// As much as stays in a processor's cache until it is handed on.
  static let capacity = 512 << 10

  private let buffer: IOBuffer
  private var filled = 0..<0

  var count: Int { filled.count }

  init(_ bytes: [UInt8], capacity: Int = NBDInput.capacity) {
    buffer = IOBuffer(capacity: max(capacity, bytes.count))
    filled = 0..<bytes.count
    IOSlice(buffer, filled).copy(from: bytes)
  }

  /// The first bytes, up to `count`.
  func front(_ count: Int) -> IOSlice {
    IOSlice(buffer, filled.lowerBound..<filled.lowerBound + min(count, filled.count))
  }

  func drop(_ count: Int) {
    filled = filled.lowerBound + min(count, filled.count)..<filled.upperBound
    if filled.isEmpty { filled = 0..<0 }
  }

  /// Where bytes may be received to, so that `wanted` of them (at most `least`) can be in front; `most` bytes at
  /// a time.
  func free(for wanted: Int, most: Int) -> IOSlice {
    if filled.lowerBound > 0, buffer.capacity - filled.lowerBound < wanted || filled.count < 4096 {
      IOSlice(buffer, 0..<filled.count).move(from: front(filled.count))
      filled = 0..<filled.count
    }
    return IOSlice(buffer, filled.upperBound..<min(buffer.capacity, filled.upperBound + most))
  }

  func received(_ count: Int) { filled = filled.lowerBound..<filled.upperBound + count }

  /// The next request, still in front; `nil` where it is not complete.
  func request() throws(NBDEnd) -> NBDRequest? {
    guard count >= NBDRequest.size else { return nil }
    let request = front(NBDRequest.size).withBytes { NBDRequest(decoding: UnsafeRawBufferPointer($0).bytes) }
    guard let request else { throw .violation("a request begins with another magic number") }
    return request
  }
}
