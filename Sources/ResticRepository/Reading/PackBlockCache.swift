import Cryptography
import Synchronization

/// Stretches of packs that were read ahead: trees that are wanted one after the other lie side by side.
///
/// Holds a few blocks, the least recently used goes first.
final class PackBlockCache: Sendable {
  /// Blocks begin at multiples of this many bytes in a pack.
  private static let blockLength: Int64 = 1 << 20
  private static let capacity = 16

  private struct Key: Hashable {
    var pack: StorageID
    var block: Int64

    init(_ place: BlobLocation) {
      pack = place.pack
      block = place.range.lowerBound / blockLength
    }

    var start: Int64 { block * blockLength }
    /// Twice the step, so that a blob that begins in a block seldom ends behind it.
    var end: Int64 { start + 2 * blockLength }
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

  /// Whether a blob is small enough to be found in a block.
  static func holds(_ place: BlobLocation) -> Bool { place.range.upperBound <= Key(place).end }

  /// What to read of a pack whose blobs end at `end`, to have the block that a blob begins in.
  static func stretch(for place: BlobLocation, in end: Int64) -> Range<Int64> {
    let key = Key(place)
    return key.start..<min(max(end, place.range.upperBound), key.end)
  }

  /// A blob's bytes, if its block is there.
  func sealed(_ place: BlobLocation) -> ArraySlice<UInt8>? {
    let key = Key(place)
    let block = state.withLock { state -> [UInt8]? in
      guard let index = state.entries.firstIndex(where: { $0.key == key }) else { return nil }
      state.clock += 1
      state.entries[index].lastUse = state.clock
      return state.entries[index].bytes
    }
    let from = Int(place.range.lowerBound - key.start)
    let to = Int(place.range.upperBound - key.start)
    guard let block, to <= block.count else { return nil }
    return block[from..<to]
  }

  func removeAll() { state.withLock { $0.entries = [] } }

  /// Takes what was read of `stretch(for:in:)`.
  func insert(_ bytes: [UInt8], for place: BlobLocation) {
    let key = Key(place)
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
