import Synchronization

/// Some slots on their way from the device below. Whoever wants one of them waits for it; nobody asks twice.
final class SlotLoad: Sendable {
  let slots: Range<Int64>
  /// Bytes of the volume.
  let range: Range<Int64>
  /// Not changed any more once it is finished.
  let buffer: IOBuffer

  private struct State {
    var result: Result<Void, BlockError>?
    var waiting: [UnsafeContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  init(slots: Range<Int64>, range: Range<Int64>) {
    self.slots = slots
    self.range = range
    buffer = IOBuffer(capacity: range.count)
  }

  func finish(_ result: Result<Void, BlockError>) {
    let waiting = state.withLock { state in
      state.result = result
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Returns when the buffer is filled.
  func wait() async throws(BlockError) {
    await withUnsafeContinuation { continuation in
      let isFinished = state.withLock { state in
        if state.result == nil { state.waiting.append(continuation) }
        return state.result != nil
      }
      if isFinished { continuation.resume() }
    }
    try state.withLock { $0.result }?.get()
  }

  /// The bytes of `part`, which lies inside of `range`.
  func slice(_ part: Range<Int64>) -> IOSlice {
    buffer.whole[Int(part.lowerBound - range.lowerBound)..<Int(part.upperBound - range.lowerBound)]
  }
}
