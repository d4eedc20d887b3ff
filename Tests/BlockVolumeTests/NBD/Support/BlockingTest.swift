import Providers

/// Runs what blocks on a thread of its own: the server's tasks need the cooperative pool.
func blocking<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
  try await BlockingTest.threads.run { () throws(any Error) in try body() }
}

private enum BlockingTest {
  static let threads = BlockingThreads(name: "tests", limit: 64)
}
