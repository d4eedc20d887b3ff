import Providers
import Synchronization

/// Takes nothing.
final class FailingSink: ByteSink {
  struct Full: Error {}

  private let count = Mutex(0)

  /// How often something was offered.
  var writes: Int { count.withLock { $0 } }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    count.withLock { $0 += 1 }
    throw Full()
  }

  func restart() {}
}
