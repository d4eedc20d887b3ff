import Glibc

/// One value on its way to a thread that blocks until it is there.
final class BlockingReply<Value: Sendable>: Sendable {
  // SAFETY: written once before the semaphore is posted, read once after the wait for it.
  private nonisolated(unsafe) var value: Value?
  private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func give(_ value: Value) {
    self.value = value
    sem_post(semaphore)
  }

  /// May be called once.
  func wait() -> Value {
    while true {
      while sem_wait(semaphore) != 0 {}
      if let value { return value }
    }
  }
}
