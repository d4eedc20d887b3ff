public import Providers

/// Random operations on a volume and on a model of it in memory, which must stay the same: many writers at once, each in
/// a part of the volume of its own, and between their rounds what concerns the whole of it.
public struct PageModelRun: Sendable {
  /// Chooses everything that is random: the same seed gives the same operations.
  public var seed: UInt64
  /// At least so many.
  public var operations = 10_000
  public var writers = 16
  /// Operations of each writer before all of them wait for each other.
  public var round = 25
  /// Bytes of the volume at the start; it grows to twice as much at most.
  public var size = 2 << 20
  /// Bytes of one operation at most.
  public var longest = 48 << 10
  /// Closes the handle, as far as it still can be, and opens the volume again.
  public var reopen: @Sendable (any PageStore) async throws -> any PageStore

  public init(seed: UInt64, reopen: @escaping @Sendable (any PageStore) async throws -> any PageStore) {
    self.seed = seed
    self.reopen = reopen
  }

  /// What was done, by name.
  public typealias Report = [String: Int]

  /// `store` is a new volume of `size` bytes. Throws `ContractViolation` at the first difference.
  public func run(on store: any PageStore) async throws -> Report {
    var state = State(store: store, model: PageModel(size: size), random: PageRandom(seed: seed))
    while state.report.values.reduce(0, +) < operations {
      try await writeRound(&state)
      try await wholeStep(&state)
    }
    try await compareAll(&state)
    return state.report
  }

  struct State: Sendable {
    var store: any PageStore
    var model: PageModel
    var random: PageRandom
    var report: Report = [:]

    mutating func count(_ name: String, _ times: Int = 1) { report[name, default: 0] += times }
  }

  private func writeRound(_ state: inout State) async throws {
    let (store, page) = (state.store, Int(max(1, state.store.geometry.alignment)))
    let pages = state.model.bytes.count / page
    let bounds = (0...writers).map { pages * $0 / writers * page }
    var parts: [PageModelWriter] = []
    for number in 0..<writers {
      let range = bounds[number]..<bounds[number + 1]
      parts.append(
        PageModelWriter(
          store: store, offset: Int64(range.lowerBound), bytes: Array(state.model.bytes[range]), page: page,
          longest: longest, random: PageRandom(seed: state.random.next())))
    }
    let round = round
    let finished = try await withThrowingTaskGroup(of: PageModelWriter.self) { group in
      for part in parts {
        group.addTask {
          var part = part
          for _ in 0..<round { try await part.step() }
          return part
        }
      }
      return try await group.reduce(into: [PageModelWriter]()) { $0.append($1) }
    }
    for part in finished {
      state.model.bytes.replaceSubrange(Int(part.offset)..<Int(part.offset) + part.bytes.count, with: part.bytes)
      for (name, count) in part.report { state.count(name, count) }
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
package struct PageRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
}
