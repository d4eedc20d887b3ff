import Providers
import Synchronization

/// Says that a distant store is being asked again: every time to who wants to know everything, and now and then to
/// everybody once the pauses are so long that somebody would wonder.
final class RetryReporter: RetryObserver {
  private static let longPause: Duration = .seconds(1)
  private static let silence: Duration = .seconds(10)

  private let session: Session
  private let lastWarning = Mutex<ContinuousClock.Instant?>(nil)

  init(_ session: Session) { self.session = session }

  func willRepeat(_ operation: StoreOperation, after pause: Duration, because failure: StoreError) {
    let text = "\(failure); \(operation.kind) is tried again in \(QuantityText.seconds(pause))"
    if pause >= Self.longPause, mayWarn() {
      session.warn(text)
    } else {
      session.say(.info, text)
    }
  }

  private func mayWarn() -> Bool {
    lastWarning.withLock { last in
      let now = ContinuousClock.now
      if let last, now - last < Self.silence { return false }
      last = now
      return true
    }
  }
}
