/// Where a download goes, piece by piece and in order.
///
/// One transfer uses a sink from one thread at a time.
public protocol ByteSink: AnyObject, Sendable {
  /// Takes the next bytes; they are only lent. An error ends the transfer.
  func write(_ bytes: UnsafeRawBufferPointer) throws

  /// Whether `write` may wait for a disk, a pipe or another thread. What may not is called from where the bytes
  /// arrive, without a hop; saying so wrongly holds up every transfer.
  var mayBlock: Bool { get }

  /// Forgets what has been written: the transfer begins again.
  func restart() throws
}

extension ByteSink {
  public var mayBlock: Bool { true }
}
