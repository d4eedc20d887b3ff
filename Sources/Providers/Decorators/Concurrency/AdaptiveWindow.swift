/// How many operations may be under way: grows by one for each round without a complaint and is halved by one, as TCP's
/// congestion window (RFC 5681).
///
/// Until the first complaint it grows by one for each operation, which doubles it each round. It does not grow while
/// it is not used up, since nothing was learnt then.
struct AdaptiveWindow: Sendable {
  let bounds: ClosedRange<Int>
  private var exact: Double
  private var isStarting = true
  /// Complaints so far: an operation that began before the last one says nothing about the window as it is now.
  private(set) var round = 0

  init(initial: Int, bounds: ClosedRange<Int>) {
    self.bounds = bounds
    exact = Double(min(max(initial, bounds.lowerBound), bounds.upperBound))
  }

  var size: Int { Int(exact) }

  /// An operation succeeded that was one of `underWay`, itself included.
  mutating func succeeded(underWay: Int) {
    guard underWay >= size else { return }
    exact = min(Double(bounds.upperBound), exact + (isStarting ? 1 : 1 / exact))
  }

  /// The store asked for fewer requests; `round` is that of the operation's start.
  mutating func throttled(begunIn round: Int) {
    guard round == self.round else { return }
    self.round += 1
    isStarting = false
    exact = max(Double(bounds.lowerBound), exact / 2)
  }
}
