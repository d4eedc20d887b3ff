import ResticRepository

/// The chunks of one stream for several targets, filled in by several threads in any order.
final class ChunkList: Sendable {
  private struct State {
    var chunks: [[StorageID?]]
    var hasFailed: [Bool]
    var pending = 0
  }

  /// Where one chunk's name goes.
  struct Slot: Sendable {
    fileprivate let list: ChunkList
    fileprivate let lane: Int
    fileprivate let index: Int

    /// `nil` says that the target has failed.
    func fill(_ id: StorageID?) {
      list.state.withLock { state in
        state.chunks[lane][index] = id
        if id == nil { state.hasFailed[lane] = true }
        state.pending -= 1
      }
    }
  }

  private let state: Monitor<State>

  init(lanes: Int) {
    state = Monitor(
      State(chunks: Array(repeating: [], count: lanes), hasFailed: Array(repeating: false, count: lanes)))
  }

  func append(_ id: StorageID?, to lane: Int) { reserve(lane).fill(id) }

  func reserve(_ lane: Int) -> Slot {
    state.withLock { state in
      state.chunks[lane].append(nil)
      state.pending += 1
      return Slot(list: self, lane: lane, index: state.chunks[lane].count - 1)
    }
  }

  var isComplete: Bool { state.withLock { $0.pending == 0 } }

  func waitUntilComplete() { state.wait { $0.pending == 0 ? () : nil } }

  /// Each lane's chunks in order; `nil` for a lane that has failed.
  var contents: [[StorageID]?] {
    state.withLock { state in
      zip(state.chunks, state.hasFailed).map { chunks, hasFailed in hasFailed ? nil : chunks.compactMap { $0 } }
    }
  }
}
