import Glibc
import Providers

/// Threads of our own for work that blocks: the cooperative pool stays free.
enum DedicatedThreads {
  /// Runs `body` on `count` new threads, with 0 ..< count, and returns when all have come home.
  static func run(_ count: Int, name: String, _ body: @escaping @Sendable (Int) -> Void) async {
    let remaining = Monitor(count)
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      for number in 0..<count {
        let work: @Sendable () -> Void = {
          body(number)
          let isLast = remaining.withLock { left in
            left -= 1
            return left == 0
          }
          if isLast { done.resume() }
        }
        // No thread to be had: do the work here rather than not at all.
        if !PlainThread.start(name: name, work) { work() }
      }
    }
  }

  /// As many as the machine has processors.
  static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
