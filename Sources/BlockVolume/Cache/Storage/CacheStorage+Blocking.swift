import Providers

extension CacheStorage {
  /// Runs `body` where it may block: on the calling task where memory answers.
  func blocking<T: Sendable>(
    _ body: @escaping @Sendable () throws(BlockError) -> T
  ) async throws(BlockError) -> T {
    if isVolatile { return try body() }
    return try await BlockingThreads.files.run(body)
  }

  /// The same for what cannot fail.
  func blockingAnyway(_ body: @escaping @Sendable () -> Void) async {
    if isVolatile { return body() }
    await BlockingThreads.files.run { () throws(Never) in body() }
  }
}
