import Providers
import Synchronization

/// A sink that blocks in its first piece until its gate opens.
final class GatedSink: ByteSink {
  let gate = Gate()
  /// Opens when the first piece is there.
  let arrival = Gate()
  private let received = Mutex<[UInt8]>([])

  var bytes: [UInt8] { received.withLock { $0 } }

  func write(_ bytes: UnsafeRawBufferPointer) {
    arrival.open()
    gate.wait()
    received.withLock { $0.append(contentsOf: bytes) }
  }

  func restart() { received.withLock { $0 = [] } }
}
