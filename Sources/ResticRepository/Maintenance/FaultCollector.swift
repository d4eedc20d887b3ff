import Synchronization

/// Keeps the first fault that a walk finds.
final class FaultCollector: Sendable {
  private let fault = Mutex<ReachabilityWalk.Fault?>(nil)

  var first: ReachabilityWalk.Fault? { fault.withLock { $0 } }

  func add(_ new: ReachabilityWalk.Fault) { fault.withLock { $0 = $0 ?? new } }
}
