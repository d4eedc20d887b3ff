import ResticRepository

/// A fixed number of buffers for a chunk each, which threads borrow.
final class BufferPool: Sendable {
  /// Bytes that fit into a buffer: no chunker of ours makes larger chunks.
  static let largestChunk = 8 << 20

  /// Most chunks are smaller; memory beyond this is given back with the buffer.
  private static let kept = 2 << 20

  private let idle: Monitor<[Buffer]>

  /// Memory of a fixed size, used by one thread at a time.
  final class Buffer: @unchecked Sendable {
    // SAFETY: the memory belongs to whoever holds the buffer; the pool hands each to one holder at a time.
    let memory: UnsafeMutableRawBufferPointer

    init(byteCount: Int) { memory = PageMemory.allocate(byteCount: byteCount) }

    deinit { memory.deallocate() }
  }

  init(count: Int) {
    idle = Monitor((0..<count).map { _ in Buffer(byteCount: Self.largestChunk) })
  }

  /// A buffer, or `nil` when all are out.
  func take() -> Buffer? { idle.withLock { $0.popLast() } }

  /// - Parameter used: how many of its bytes were.
  func giveBack(_ buffer: Buffer, used: Int) {
    PageMemory.giveBack(buffer.memory, from: Self.kept, to: used)
    idle.withLock { $0.append(buffer) }
  }
}
