import Synchronization
import Testing

@testable import Providers

@Suite struct RangeLocksTests {
  @Test func noTwoHaveTheSameBytesUnlessBothShareThem() async throws {
    let locks = RangeLocks()
    let bytes = Bytes()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<32 {
        group.addTask {
          var random = SeededGenerator(seed: UInt64(task))
          for _ in 0..<200 {
            let start = Int64.random(in: 0..<60, using: &random)
            let range = start..<Int64.random(in: start + 1...64, using: &random)
            let isAlone = Bool.random(using: &random)
            try await locks.locked(range, isAlone ? .exclusive : .shared) { () async throws(StoreError) in
              bytes.enter(range, isAlone)
              await Task.yield()
              bytes.leave(range, isAlone)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(bytes.faults == 0)
  }

  /// Who is where.
  private final class Bytes: Sendable {
    private let state = Mutex(
      (sharing: [Int](repeating: 0, count: 64), alone: [Int](repeating: 0, count: 64), faults: 0))

    var faults: Int { state.withLock { $0.faults } }

    func enter(_ range: Range<Int64>, _ isAlone: Bool) {
      state.withLock { state in
        for index in range.map(Int.init) {
          if state.alone[index] > 0 || isAlone && state.sharing[index] > 0 { state.faults += 1 }
          if isAlone { state.alone[index] += 1 } else { state.sharing[index] += 1 }
        }
      }
    }

    func leave(_ range: Range<Int64>, _ isAlone: Bool) {
      state.withLock { state in
        for index in range.map(Int.init) { if isAlone { state.alone[index] -= 1 } else { state.sharing[index] -= 1 } }
      }
    }
  }
}
