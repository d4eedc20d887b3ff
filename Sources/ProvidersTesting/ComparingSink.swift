import Providers
import Synchronization

/// Compares what it receives with what it should, and keeps nothing.
final class ComparingSink: ByteSink {
  private let expected: [UInt8]
  private let state = Mutex((position: 0, isEqual: true))

  init(expected: [UInt8]) { self.expected = expected }

  var isComplete: Bool { state.withLock { $0.isEqual && $0.position == expected.count } }

  func write(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      let end = state.position + bytes.count
      state.isEqual =
        state.isEqual && end <= expected.count && expected[state.position..<end].withUnsafeBytes { same($0, bytes) }
      state.position = end
    }
  }

  func restart() { state.withLock { $0 = (0, true) } }
}
