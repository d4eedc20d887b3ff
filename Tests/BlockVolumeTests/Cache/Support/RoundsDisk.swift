import Synchronization

@testable import BlockVolume

/// A disk in memory whose requests take one round each, and that counts them. A round ends when `endRound` is called;
/// requests of the same round are under way together.
final class RoundsDisk: BlockDevice {
  struct State: Sendable {
    var bytes: [UInt8]
    var data: [Range<Int64>]
    var reads: [Range<Int64>] = []
    var writes: [Range<Int64>] = []
    var flushes = 0
    var surveys = 0
    var rounds = 0
    var isInstant: Bool
    var waiting: [UnsafeContinuation<Void, Never>] = []
  }

  let name = "disk"
  let geometry = BlockGeometry()
  let isReadOnly = false
  let state: Mutex<State>
  var size: Int64 { state.withLock { Int64($0.bytes.count) } }

  /// - Parameter data: what is no hole.
  init(_ bytes: [UInt8], data: [Range<Int64>]? = nil, isInstant: Bool = true) {
    state = Mutex(State(bytes: bytes, data: data ?? [0..<Int64(bytes.count)], isInstant: isInstant))
  }

  /// Whether there was anything to end.
  @discardableResult
  func endRound() -> Bool {
    let waiting = state.withLock { state in
      if !state.waiting.isEmpty { state.rounds += 1 }
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
    return !waiting.isEmpty
  }

  /// The rounds that `body` takes: each ends once everybody else has had time to make requests.
  func rounds(_ body: @escaping @Sendable () async throws -> Void) async throws -> Int {
    let before = state.withLock { $0.rounds }
    let ended = Ended()
    let work = Task {
      defer { ended.signal() }
      try await body()
    }
    while !ended.isSet {
      for _ in 0..<200 { await Task.yield() }
      endRound()
    }
    try await work.value
    return state.withLock { $0.rounds } - before
  }

  private final class Ended: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .acquiring) }
    func signal() { flag.store(true, ordering: .releasing) }
  }

  private func round() async {
    await withUnsafeContinuation { continuation in
      let isInstant = state.withLock { state in
        if !state.isInstant { state.waiting.append(continuation) }
        return state.isInstant
      }
      if isInstant { continuation.resume() }
    }
  }

  func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    let range = try checked(slice.count, at: offset)
    state.withLock { $0.reads.append(range) }
    await round()
    slice.copy(from: state.withLock { $0.bytes[Int(offset)..<Int(offset) + slice.count] })
  }

  func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    let range = try checked(slice.count, at: offset)
    await round()
    let bytes = slice.array
    state.withLock { state in
      state.writes.append(range)
      state.bytes.replaceSubrange(Int(offset)..<Int(offset) + bytes.count, with: bytes)
    }
  }

  func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    try checked(range)
    await round()
    state.withLock { state in
      state.writes.append(range)
      state.bytes.replaceSubrange(
        Int(range.lowerBound)..<Int(range.upperBound), with: repeatElement(0, count: range.count))
    }
  }

  func flush() async throws(BlockError) {
    await round()
    state.withLock { $0.flushes += 1 }
  }

  func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    let data = state.withLock { state in
      state.surveys += 1
      return state.data.filter { $0.overlaps(range) }.map { $0.clamped(to: range) }
    }
    return BlockExtent.extents(ofData: data, in: range, block: 512, limit: limit)
  }

  func close() async throws(BlockError) { try await flush() }
}
