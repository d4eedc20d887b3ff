import Glibc
import Providers
import Synchronization

/// Shows how far the work is, several times a second, on a thread of its own, as long as it lives.
final class ProgressTicker: Sendable {
  private static let interval: UInt32 = 200_000

  private let isStopped = Atomic<Bool>(false)
  private let console: Console

  /// Shows nothing where standard error is no terminal.
  ///
  /// - Parameters:
  ///   - label: what is being done, in a word or two.
  ///   - sample: called on the ticker's thread.
  static func start(
    _ label: String, on console: Console, sample: @escaping @Sendable () -> ProgressSample
  ) -> ProgressTicker {
    let ticker = ProgressTicker(console)
    guard console.terminal.isError else { return ticker }
    _ = PlainThread.start(name: "elasto-progress") {
      var line = ProgressLine()
      while true {
        usleep(Self.interval)
        guard !ticker.isStopped.load(ordering: .acquiring) else { return }
        let text = line.text(sample(), seconds: Self.seconds(), width: console.terminal.width - label.count - 2)
        ticker.show("\(label)  \(text)")
      }
    }
    return ticker
  }

  private init(_ console: Console) { self.console = console }

  /// Takes the line away; nothing is shown afterwards.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    console.showStatus("")
  }

  private func show(_ text: String) {
    console.showStatus(text)
    if isStopped.load(ordering: .acquiring) { console.showStatus("") }
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
