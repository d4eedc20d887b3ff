import Cryptography
import Synchronization

/// Stretches of packs that were read ahead: trees that are wanted one after the other lie side by side.
///
/// Holds a few blocks, the least recently used goes first.
final class PackBlockCache: Sendable {
  /// Blocks begin at multiples of this many bytes in a pack.
  static let blockLength: Int64 = 1 << 20
  static let capacity = 16

  struct Key: Hashable {
    var pack: StorageID
    var block: Int64
  }

  private struct Entry {
    var key: Key
    var bytes: [UInt8]
    var lastUse: UInt64
  }

  private struct State {
    var entries: [Entry] = []
    var clock: UInt64 = 0
  }

  private let state = Mutex(State())

  func block(_ key: Key) -> [UInt8]? {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.key == key }) else { return nil }
      state.clock += 1
      state.entries[index].lastUse = state.clock
      return state.entries[index].bytes
    }
  }

  func removeAll() { state.withLock { $0.entries = [] } }

  func insert(_ bytes: [UInt8], _ key: Key) {
    state.withLock { state in
      state.clock += 1
      state.entries.removeAll { $0.key == key }
      if state.entries.count >= Self.capacity,
        let oldest = state.entries.indices.min(by: { state.entries[$0].lastUse < state.entries[$1].lastUse })
      {
        state.entries.remove(at: oldest)
      }
      state.entries.append(Entry(key: key, bytes: bytes, lastUse: state.clock))
    }
  }
}
