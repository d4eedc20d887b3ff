import Synchronization

/// A sink that keeps what it receives in memory.
public final class CollectingSink: ByteSink {
  private let storage: Mutex<[UInt8]>

  /// `capacity` is the number of bytes expected.
  public init(capacity: Int = 0) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(capacity)
    storage = Mutex(bytes)
  }

  public var mayBlock: Bool { false }

  public func write(_ bytes: UnsafeRawBufferPointer) {
    storage.withLock { $0.append(contentsOf: bytes) }
  }

  public func restart() {
    storage.withLock { $0.removeAll(keepingCapacity: true) }
  }

  /// What has been received so far.
  public var bytes: [UInt8] { storage.withLock { $0 } }

  /// Hands over what has been received, and is empty afterwards.
  public func take() -> [UInt8] {
    storage.withLock { bytes in
      let taken = bytes
      bytes = []
      return taken
    }
  }

  /// Lets `fill` write the next `count` bytes in place; none of them count when it throws.
  func append<E: Error>(
    count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    let piece = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(E) in
      try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      filled = count
    }
    storage.withLock { bytes in
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
  }
}
