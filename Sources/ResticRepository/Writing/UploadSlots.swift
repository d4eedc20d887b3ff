import Glibc

/// A number of places; a thread that wants one waits until one is free.
final class UploadSlots: Sendable {
  // SAFETY: a semaphore may be used from any thread; it is destroyed in `deinit` only.
  private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

  init(_ count: Int) {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, UInt32(max(1, count)))
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  /// Blocks: never from asynchronous code.
  func take() { while sem_wait(semaphore) != 0 {} }

  func free() { sem_post(semaphore) }
}
