import Glibc
import Synchronization

/// A bounded set of threads of our own for calls that block, so that Swift's cooperative pool never does.
///
/// Threads start when there is work for them and stay until the last reference to the set goes; work that was
/// submitted is always done. Jobs run in the order of submission, as many at once as there are threads.
public final class BlockingThreads: Sendable {
  /// The threads that file access shares: enough to keep a disk's queue filled, few enough not to thrash.
  public static let files = BlockingThreads(name: "elasto-files", limit: 16)

  private let queue: BlockingQueue
  private let name: String
  private let limit: Int
  private let started = Mutex(0)

  /// `name` shows in `top -H`, cut to 15 bytes.
  public init(name: String, limit: Int) {
    self.name = name
    self.limit = max(1, limit)
    queue = BlockingQueue()
  }

  deinit { queue.close() }

  /// Runs `body` on one of the threads and resumes the calling task with what it returns or throws.
  ///
  /// Cancelling the task does not interrupt `body`: where that matters, `body` looks at a flag of its own.
  public func run<T: Sendable, E: Error>(
    _ body: @escaping @Sendable () throws(E) -> T
  ) async throws(E) -> T {
    let result: Result<T, E> = await withUnsafeContinuation { continuation in
      submit { continuation.resume(returning: Result(catching: body)) }
    }
    return try result.get()
  }

  /// Runs `job` on one of the threads, some time later.
  public func submit(_ job: @escaping @Sendable () -> Void) {
    if queue.push(job) { return }
    startThreadIfAllowed()
  }

  private func startThreadIfAllowed() {
    let isAllowed = started.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    guard isAllowed, !PlainThread.start(name: name, { [queue] in queue.work() }) else { return }
    let remaining = started.withLock { count in
      count -= 1
      return count
    }
    // The system gives no thread at all: the caller's has to do, or the job would wait for ever.
    if remaining == 0 { queue.workUntilEmpty() }
  }
}
