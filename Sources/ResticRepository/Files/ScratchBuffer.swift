/// Memory that is kept from one use to the next. Large blobs are few: what one needs is let go when smaller ones follow.
final class ScratchBuffer {
  private static let kept = 1 << 20

  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { memory.deallocate() }

  /// `count` bytes of anything; what was there before is lost.
  func bytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if memory.count < count || memory.count > max(Self.kept, 2 * count) {
      memory.deallocate()
      // By the page: the C library maps large requests one by one, and gives them back one by one.
      memory = .allocate(byteCount: max((count + 4095) & ~4095, 64 << 10), alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
  }
}
