/// What came from a client and was not used yet, in one buffer.
///
/// Of one thread.
final class NBDInput {
  /// Bytes of a write that are handed on at once: as much as stays in a processor's cache.
  static let piece = 256 << 10

  private let buffer: IOBuffer
  private var filled = 0..<0

  var count: Int { filled.count }

  init(_ bytes: [UInt8], capacity: Int = 2 * NBDInput.piece) {
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

  /// Where bytes may be received to, so that `wanted` of them (at most `piece`) can be in front.
  func free(for wanted: Int) -> IOSlice {
    if filled.lowerBound > 0, buffer.capacity - filled.lowerBound < wanted || filled.count < 4096 {
      IOSlice(buffer, 0..<filled.count).move(from: front(filled.count))
      filled = 0..<filled.count
    }
    return IOSlice(buffer, filled.upperBound..<buffer.capacity)
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
