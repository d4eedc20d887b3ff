/// Buffers of a connection that wait for their next use. Of one thread.
final class NBDBufferPool {
  /// Bytes that are kept.
  private static let most = 4 << 20

  private var free: [Int: [IOBuffer]] = [:]
  private var bytes = 0

  /// A buffer of at least `count` bytes: the next power of two, from 4 KiB on.
  func take(_ count: Int) -> IOBuffer {
    let capacity = Self.capacity(for: count)
    if let buffer = free[capacity]?.popLast() {
      bytes -= capacity
      return buffer
    }
    return IOBuffer(capacity: capacity)
  }

  func give(_ buffer: IOBuffer) {
    guard buffer.capacity == Self.capacity(for: buffer.capacity), bytes + buffer.capacity <= Self.most else { return }
    bytes += buffer.capacity
    free[buffer.capacity, default: []].append(buffer)
  }

  private static func capacity(for count: Int) -> Int {
    count <= 4096 ? 4096 : 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
  }
}
