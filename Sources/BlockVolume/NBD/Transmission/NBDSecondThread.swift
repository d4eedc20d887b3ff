import Providers
import Synchronization

/// Another thread for a connection's long requests, one at a time. It starts with the first.
final class NBDSecondThread: Sendable {
  private let threads = BlockingThreads(name: "nbd-second", limit: 1)
  private let busy = Atomic(false)

  var isBusy: Bool { busy.load(ordering: .acquiring) }

  func run(_ body: @escaping @Sendable () -> Void) {
    busy.store(true, ordering: .releasing)
    // The thread is the connection's: a reference from the job would let it end itself.
    threads.submit { [weak self] in
      body()
      self?.busy.store(false, ordering: .releasing)
    }
  }
}
