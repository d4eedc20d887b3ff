import Providers
import Synchronization

/// Renews the lease of an open volume, three times in the time that it lasts.
///
/// A store that cannot be reached for longer than that may give the volume to another: then a renewal, or the next write,
/// is refused. Until then trying goes on.
final class LeaseKeeper: Sendable {
  private final class Outcome: Sendable {
    let isLost = Atomic(false)
  }

  private let outcome = Outcome()
  private let task: Task<Void, Never>

  /// Another has the lease, or the volume is gone.
  var isLost: Bool { outcome.isLost.load(ordering: .acquiring) }

  init(_ pages: any PageStore, clock: StoreClock) {
    task = Task { [outcome] in
      while (try? await clock.sleep(.seconds(Volume.leaseSeconds) / 3)) != nil {
        do throws(StoreError) {
          try await pages.renewLease()
        } catch {
          guard error.code == .conditionFailed || error.code == .notFound else { continue }
          return outcome.isLost.store(true, ordering: .releasing)
        }
      }
    }
  }

  deinit { task.cancel() }

  func stop() { task.cancel() }
}
