/// A growing buffer of bytes that is kept from one document to the next.
///
/// Space is made with `reserve`; each `put` after it trusts that the space is there. Whoever writes states the
/// longest form of what comes next, once, instead of being asked at every byte.
struct JSONOutput: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 256)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  mutating func removeAll() { count = 0 }

  /// Takes back the last `number` bytes.
  mutating func removeLast(_ number: Int) { count -= min(number, count) }

  mutating func reserve(_ space: Int) {
    guard capacity - count < space else { return }
    let larger = max(capacity * 2, count + space)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: start, count: count)
    start.deallocate()
    start = moved
    capacity = larger
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    assert(count < capacity)
    start[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func put(_ text: StaticString) {
    assert(capacity - count >= text.utf8CodeUnitCount)
    (start + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    count += text.utf8CodeUnitCount
  }

  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    assert(capacity - count >= bytes.count)
    UnsafeMutableRawBufferPointer(start: start + count, count: bytes.count).copyMemory(from: bytes)
    count += bytes.count
  }

  borrowing func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: start, count: count))
  }
}
