import Synchronization

@testable import BlockVolume

/// A disk in memory whose reads wait until a test lets them go.
final class GatedDevice: BlockDevice {
  private struct State {
    var bytes: [UInt8]
    var isOpen = false
    var waiting: [(offset: Int64, continuation: CheckedContinuation<Void, Never>)] = []
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    var atOnce = 0
    var mostAtOnce = 0
    var flushes = 0
    var durableWrites = 0
    var error: BlockError?
  }

  let name = "gated"
  let geometry = BlockGeometry(block: 512, preferred: 4096, largest: 1 << 20)
  let isReadOnly = false
  let size: Int64
  private let state: Mutex<State>

  init(size: Int = 1 << 20, isOpen: Bool = false) {
    self.size = Int64(size)
    state = Mutex(State(bytes: [UInt8](repeating: 0xa5, count: size), isOpen: isOpen))
  }

  var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }
  var flushes: Int { state.withLock { $0.flushes } }
  var durableWrites: Int { state.withLock { $0.durableWrites } }

  func fail(with error: BlockError?) { state.withLock { $0.error = error } }

  /// Returns when `count` reads wait.
  func waitForReads(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.waiting.count < count { state.watchers.append((count, continuation)) }
        return state.waiting.count >= count
      }
      if isThere { continuation.resume() }
    }
  }

  /// Lets the read at `offset` go.
  func release(_ offset: Int64) {
    let released = state.withLock { state in
      defer { state.waiting.removeAll { $0.offset == offset } }
      return state.waiting.filter { $0.offset == offset }
    }
    for one in released { one.continuation.resume() }
  }

  /// Lets all reads go, now and later.
  func open() {
    let released = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in released { one.continuation.resume() }
  }

  func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    let range = try checked(slice.count, at: offset)
    state.withLock { state in
      state.atOnce += 1
      state.mostAtOnce = max(state.mostAtOnce, state.atOnce)
    }
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
        if state.isOpen { return [continuation] }
        state.waiting.append((offset, continuation))
        let count = state.waiting.count
        defer { state.watchers.removeAll { $0.count <= count } }
        return state.watchers.filter { $0.count <= count }.map(\.continuation)
      }
      for one in ready { one.resume() }
    }
    let result = state.withLock { state -> Result<[UInt8], BlockError> in
      state.atOnce -= 1
      if let error = state.error { return .failure(error) }
      return .success(Array(state.bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
    }
    slice.copy(from: try result.get())
  }

  func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    let range = try checked(slice.count, at: offset)
    let bytes = slice.array
    state.withLock { state in
      state.bytes.replaceSubrange(Int(range.lowerBound)..<Int(range.upperBound), with: bytes)
      if durability == .durable { state.durableWrites += 1 }
    }
  }

  func zero(_ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability) async throws(BlockError) {
    try await write(IOBuffer([UInt8](repeating: 0, count: range.count)).whole, at: range.lowerBound, durability)
  }

  func flush() async throws(BlockError) { state.withLock { $0.flushes += 1 } }

  func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    try checked(range)
    // Each block another kind than its neighbours.
    return stride(from: range.lowerBound, to: range.upperBound, by: 512).prefix(limit).map {
      BlockExtent($0..<$0 + 512, $0 / 512 % 2 == 0 ? .data : .hole)
    }
  }

  func close() async throws(BlockError) {}
}
