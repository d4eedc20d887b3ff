import Glibc

/// Blocks threads until it is opened.
final class Gate: Sendable {
  // SAFETY: a semaphore is made for use from several threads, and it is allocated for a stable address.
  private nonisolated(unsafe) let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func open() { sem_post(semaphore) }

  /// Returns once it has been opened, and lets others through.
  func wait() {
    while sem_wait(semaphore) != 0 {}
    sem_post(semaphore)
  }
}
