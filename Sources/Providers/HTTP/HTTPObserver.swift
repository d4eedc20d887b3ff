/// Told of every exchange of a client, whole or failed: the source of request logs and counters.
public protocol HTTPObserver: AnyObject, Sendable {
  /// Called once for each call, from its task, before `send` returns. It must not block.
  func exchangeEnded(_ record: HTTPRecord)
}
