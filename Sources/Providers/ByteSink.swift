/// Where a download goes, piece by piece and in order.
///
/// One transfer uses a sink from one thread at a time.
public protocol ByteSink: AnyObject, Sendable {
  /// Takes the next bytes; they are only lent. An error ends the transfer.
  func write(_ bytes: UnsafeRawBufferPointer) throws

  /// Forgets what has been written: the transfer begins again.
  func restart() throws
}
