import ProvidersTesting
import Synchronization
import Testing

@testable import Providers

/// A writer that dies between any two requests leaves what was flushed last.
@Suite struct BlockObjectCrashTests {
  /// Whether the request that was the last one took effect.
  @Test(arguments: [false, true])
  func leavesTheLastFlushedState(_ lastTakesEffect: Bool) async throws {
    var died = 0
    for count in 0..<10_000 {
      let base = MemoryStore()
      let death = Death(after: count, lastTakesEffect: lastTakesEffect)
      let workload = Workload()
      let isDead: Bool
      do {
        try await workload.run(on: death.store(base))
        isDead = false
      } catch let error as StoreError where error.message == Death.message {
        isDead = true
      }
      try await check(workload, base, "after \(count) requests", lastTakesEffect)
      guard isDead else { break }
      died += 1
    }
    // Enough to be in every kind of step.
    #expect(died > 100)
  }

  private func check(
    _ workload: Workload, _ base: MemoryStore, _ when: String, _ mayHaveTakenEffect: Bool
  ) async throws {
    let (flushed, attempted) = workload.states
    let pages: BlockObjectPages
    do throws(StoreError) {
      pages = try await BlockObjects(base, settings: BlockObjectPagesTests.settings(block: 4096)).open("disk")
    } catch {
      #expect(error.code == .notFound && flushed == nil, "\(when): \(error)")
      return
    }
    let found = Workload.State(
      bytes: try await pages.read(0..<(try await pages.properties().size)), snapshots: try await snapshots(of: pages))
    let isExpected = found == flushed || mayHaveTakenEffect && found == attempted
    #expect(isExpected, "\(when): something between two flushes is there")
    // What was left behind goes, and nothing else.
    _ = try await pages.collect()
    #expect(try await pages.read(0..<(try await pages.properties().size)) == found.bytes, "\(when)")
    #expect(try await snapshots(of: pages) == found.snapshots, "\(when)")
    #expect(try await pages.collect() == 0, "\(when)")
  }

  private func snapshots(of pages: BlockObjectPages) async throws -> [[UInt8]] {
    var all: [[UInt8]] = []
    for snapshot in try await pages.snapshots(after: nil, limit: 100).snapshots {
      let reader = try await pages.openSnapshot(snapshot.id)
      all.append(try await reader.read(0..<(try await reader.properties().size)))
    }
    return all
  }

  /// Lets so many requests that change something through, and no request after that.
  private final class Death: Sendable {
    static let message = "the process is dead"

    private let state: Mutex<(left: Int, isDead: Bool)>
    private let lastTakesEffect: Bool

    init(after count: Int, lastTakesEffect: Bool) {
      state = Mutex((count, false))
      self.lastTakesEffect = lastTakesEffect
    }

    func store(_ base: any ObjectStore) -> any ObjectStore {
      FaultyStore(base) { operation, _ in
        self.state.withLock { state in
          if state.isDead { return Self.error }
          guard [.put, .delete].contains(operation) else { return nil }
          if state.left == 0 {
            state.isDead = true
            return self.lastTakesEffect ? nil : Self.error
          }
          state.left -= 1
          return nil
        }
      } after: { _, _ in
        self.state.withLock { $0.isDead ? Self.error : nil }
      }
    }

    private static let error = StoreError(.failed, message, location: "test")
  }

  /// One task, so that what was flushed is known.
  private final class Workload: Sendable {
    struct State: Equatable, Sendable {
      var bytes: [UInt8]
      var snapshots: [[UInt8]] = []
    }

    private let known = Mutex<(flushed: State?, attempted: State?)>((nil, nil))

    /// What is durable, and what the flush that was under way would have made of it.
    var states: (flushed: State?, attempted: State?) { known.withLock { $0 } }

    func run(on store: any ObjectStore) async throws {
      var settings = BlockObjectPagesTests.settings(block: 4096)
      settings.bufferedBlocks = 4
      settings.parallel = 1
      let volumes = BlockObjects(store, settings: settings)
      var model = State(bytes: [UInt8](repeating: 0, count: 40_000))
      attempt(model)
      var pages = try await volumes.create("disk", size: 40_000)
      commit()
      var random = SeededGenerator(seed: 4)
      for step in 0..<32 {
        let start = Int.random(in: 0..<model.bytes.count, using: &random)
        let range = start..<min(model.bytes.count, start + Int.random(in: 1...9000, using: &random))
        let bytes = BlockObjectPagesTests.bytes(range.count, random.next())
        try await pages.write(bytes, at: Int64(start))
        model.bytes.replaceSubrange(range, with: bytes)
        switch step % 8 {
        case 1:
          try await pages.clear(Int64(range.lowerBound)..<Int64(range.upperBound))
          model.bytes.replaceSubrange(range, with: repeatElement(0, count: range.count))
        case 3:
          let size = Int.random(in: 25_000...60_000, using: &random)
          try await pages.resize(to: Int64(size))
          if size < model.bytes.count {
            model.bytes.removeLast(model.bytes.count - size)
          } else {
            model.bytes += repeatElement(0, count: size - model.bytes.count)
          }
        case 2, 4:
          attempt(model)
          try await pages.flush()
          commit()
        case 5:
          model.snapshots.append(model.bytes)
          attempt(model)
          _ = try await pages.makeSnapshot()
          commit()
        case 6:
          attempt(model)
          try await pages.close()
          commit()
          pages = try await volumes.open("disk")
        case 7 where step % 16 == 15:
          model.snapshots.removeFirst()
          attempt(model)
          let oldest = try await pages.snapshots(after: nil, limit: 1).snapshots
          try await pages.deleteSnapshot(oldest[0].id)
          commit()
        default: break
        }
      }
    }

    private func attempt(_ state: State) { known.withLock { $0.attempted = state } }

    private func commit() { known.withLock { $0.flushed = $0.attempted } }
  }
}
