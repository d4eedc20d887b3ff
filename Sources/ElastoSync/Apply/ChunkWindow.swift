internal import Glibc
import ResticRepository

/// A stretch of a stream that slides forward: filled at its end, consumed at its start.
///
/// It holds one and a half of the largest chunks, so that a chunker always sees a whole one, and mostly several.
struct ChunkWindow: ~Copyable {
  private let memory: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private(set) var isAtEnd = false
  private static let kept = 256 << 10
  /// How far the memory has been used.
  private var highest = 0

  init(largestChunk: Int) {
    memory = PageMemory.allocate(byteCount: largestChunk + largestChunk / 2)
  }

  deinit { memory.deallocate() }

  /// What is read and not yet consumed.
  var available: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[start..<end]) }

  mutating func consume(_ count: Int) { start += count }

  /// Makes it ready for the next stream. Most are short: memory that a long one took is given back.
  mutating func reset() {
    PageMemory.giveBack(memory, from: Self.kept, to: highest)
    highest = 0
    start = 0
    end = 0
    isAtEnd = false
  }

  /// Makes room and reads until the window is full; a `read` of 0 bytes is the end.
  mutating func fill<Failure: Error>(
    _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    if start > 0 {
      if let base = memory.baseAddress { memmove(base, base + start, end - start) }
      end -= start
      start = 0
    }
    while end < memory.count, !isAtEnd {
      let count = try read(UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
      end += count
      highest = max(highest, end)
      isAtEnd = count == 0
    }
  }
}
