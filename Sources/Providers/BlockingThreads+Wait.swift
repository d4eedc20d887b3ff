import Glibc

extension BlockingThreads {
  /// Blocks this thread until `body` has run as a task, and gives what it returns or throws.
  ///
  /// The bridge back from a thread of our own to asynchronous code. Never call it from asynchronous code: a thread of
  /// the cooperative pool that waits for the pool may wait for ever.
  public static func wait<T: Sendable, E: Error>(
    for body: @escaping @Sendable () async throws(E) -> T
  ) throws(E) -> T {
    let reply = BlockingReply<Result<T, E>>()
    Task.detached {
      do throws(E) {
        reply.give(.success(try await body()))
      } catch {
        reply.give(.failure(error))
      }
    }
    return try reply.wait().get()
  }
}
