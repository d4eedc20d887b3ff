import Glibc

/// Jobs in order of arrival, with threads waiting for them.
final class BlockingQueue: Sendable {
  // SAFETY: every access holds `mutex`; the two have stable addresses because they are allocated.
  private nonisolated(unsafe) var jobs: [(@Sendable () -> Void)?] = []
  private nonisolated(unsafe) var first = 0
  private nonisolated(unsafe) var idle = 0
  private nonisolated(unsafe) var isClosed = false
  private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private nonisolated(unsafe) let arrival: UnsafeMutablePointer<pthread_cond_t>

  init() {
    mutex = .allocate(capacity: 1)
    arrival = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrival, nil)
  }

  deinit {
    pthread_cond_destroy(arrival)
    pthread_mutex_destroy(mutex)
    arrival.deallocate()
    mutex.deallocate()
  }

  /// Appends a job; false when no waiting thread is left to take it.
  func push(_ job: @escaping @Sendable () -> Void) -> Bool {
    pthread_mutex_lock(mutex)
    jobs.append(job)
    let isTaken = idle >= jobs.count - first
    if idle > 0 { pthread_cond_signal(arrival) }
    pthread_mutex_unlock(mutex)
    return isTaken
  }

  /// Lets the threads go once the jobs are done.
  func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(arrival)
    pthread_mutex_unlock(mutex)
  }

  /// A thread's life: takes jobs until the queue is closed and empty.
  func work() {
    while let job = take(waiting: true) { job() }
  }

  func workUntilEmpty() {
    while let job = take(waiting: false) { job() }
  }

  private func take(waiting: Bool) -> (@Sendable () -> Void)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while first == jobs.count {
      guard waiting, !isClosed else { return nil }
      idle += 1
      pthread_cond_wait(arrival, mutex)
      idle -= 1
    }
    let job = jobs[first]
    jobs[first] = nil
    first += 1
    if first == jobs.count {
      jobs.removeAll(keepingCapacity: first <= 1024)
      first = 0
    } else if first >= 1024 {
      jobs.removeFirst(first)
      first = 0
    }
    return job
  }
}
