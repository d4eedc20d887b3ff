import Synchronization

/// Who is told of Ctrl-C, where it is not to end the run.
final class Interrupts: Sendable {
  private let taker = Mutex<(@Sendable () -> Bool)?>(nil)

  /// From now on `taker` is asked, on a thread of its own; where it gives false, Ctrl-C ends the run after all.
  func claim(_ taker: @escaping @Sendable () -> Bool) { self.taker.withLock { $0 = taker } }

  /// Whether somebody took it.
  func offer() -> Bool { taker.withLock { $0 }?() ?? false }
}
