import Glibc

/// One part, and how to run it once over the data.
struct PartBench {
  struct Result {
    let name: String
    /// MB (10⁶ bytes) of input in a second of the thread's CPU time: the median of the rounds, and the best.
    let median: Double
    let best: Double
    let note: String
  }

  let name: String
  /// Runs once; says how many bytes went in and what is worth noting.
  let run: () throws -> (bytes: Int, note: String)

  private static let rounds = 5

  /// The median of five rounds, after one to warm up. CPU time, because other work on the machine does not count.
  func measured() -> Result {
    var rates: [Double] = []
    var note = ""
    for round in 0...Self.rounds {
      let start = Self.threadSeconds()
      do {
        let outcome = try run()
        let elapsed = Self.threadSeconds() - start
        note = outcome.note
        if round > 0 { rates.append(Double(outcome.bytes) / elapsed / 1e6) }
      } catch {
        return Result(name: name, median: 0, best: 0, note: "failed: \(error)")
      }
    }
    rates.sort()
    return Result(name: name, median: rates[rates.count / 2], best: rates[rates.count - 1], note: note)
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Everything that is measured, in the order of the table.
  static func all(_ data: BenchData) throws -> [PartBench] {
    try chunkers(data) + digests(data) + sealing(data) + compression(data)
  }
}
