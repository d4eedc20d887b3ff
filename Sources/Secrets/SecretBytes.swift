import Glibc

/// Bytes that print as `<redacted>` and are overwritten when the last reference goes.
public final class SecretBytes: Sendable, CustomStringConvertible {
  // SAFETY: the memory is written only before `init` returns and in `deinit`.
  private nonisolated(unsafe) let storage: UnsafeMutableRawBufferPointer

  public init(copying bytes: UnsafeRawBufferPointer) {
    storage = .allocate(byteCount: bytes.count, alignment: 1)
    storage.copyMemory(from: bytes)
  }

  public convenience init(copying bytes: [UInt8]) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// Lets `fill` write the bytes in place.
  public init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    storage = .allocate(byteCount: count, alignment: 1)
    try fill(storage)
  }

  deinit {
    if let start = storage.baseAddress { explicit_bzero(start, storage.count) }
    storage.deallocate()
  }

  /// Length in bytes.
  public var count: Int { storage.count }

  /// Lends the bytes; keep no copy.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(storage))
  }

  public var description: String { "<redacted>" }
}
