/// One part, and how to run it once over the data.
struct PartBench {
  struct Result {
    let name: String
    /// MB (10⁶ bytes) of input a second: the median of the rounds, and the best.
    let median: Double
    let best: Double
    let note: String
  }

  let name: String
  /// Runs once; says how many bytes went in and what is worth noting.
  let run: () throws -> (bytes: Int, note: String)

  private static let rounds = 5

  /// The median of five rounds, after one to warm up.
  func measured() -> Result {
    var rates: [Double] = []
    var note = ""
    let clock = ContinuousClock()
    for round in 0...Self.rounds {
      let start = clock.now
      do {
        let outcome = try run()
        let elapsed = (clock.now - start) / .seconds(1)
        note = outcome.note
        if round > 0 { rates.append(Double(outcome.bytes) / elapsed / 1e6) }
      } catch {
        return Result(name: name, median: 0, best: 0, note: "failed: \(error)")
      }
    }
    rates.sort()
    return Result(name: name, median: rates[rates.count / 2], best: rates[rates.count - 1], note: note)
  }

  /// Everything that is measured, in the order of the table.
  static func all(_ data: BenchData) throws -> [PartBench] {
    try chunkers(data) + digests(data) + sealing(data) + compression(data)
  }
}
