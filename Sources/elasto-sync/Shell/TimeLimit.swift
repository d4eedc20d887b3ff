import Synchronization

/// Waits for something no longer than it may take.
enum TimeLimit {
  /// What `body` gives, or `nil` where it fails or takes longer; it is cancelled then, and not waited for.
  static func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
  ) async -> Value? {
    await withCheckedContinuation { continuation in
      let reply = Reply(continuation)
      let work = Task { reply.give(try? await body()) }
      Task {
        try? await Task.sleep(for: limit)
        work.cancel()
        reply.give(nil)
      }
    }
  }

  /// Resumes once.
  private final class Reply<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

    init(_ continuation: CheckedContinuation<Value?, Never>) { self.continuation = Mutex(continuation) }

    func give(_ value: Value?) {
      let waiting = continuation.withLock { continuation in
        defer { continuation = nil }
        return continuation
      }
      waiting?.resume(returning: value)
    }
  }
}
