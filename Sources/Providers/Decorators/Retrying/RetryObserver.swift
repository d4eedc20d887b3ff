/// Told of what a `RetryingStore` repeats.
public protocol RetryObserver: AnyObject, Sendable {
  /// Called before the pause. It must not block.
  func willRepeat(_ operation: StoreOperation, after pause: Duration, because failure: StoreError)
}
