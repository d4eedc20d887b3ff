/// One bit for each of a fixed number of things.
struct Bitmap: Sendable {
  private var words: [UInt64]
  let count: Int

  init(count: Int) {
    self.count = count
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
  }

  subscript(position: Int) -> Bool { words[position / 64] >> UInt64(position % 64) & 1 != 0 }

  /// Sets a bit; tells whether it was not set before.
  @discardableResult
  mutating func insert(_ position: Int) -> Bool {
    let bit: UInt64 = 1 << UInt64(position % 64)
    guard words[position / 64] & bit == 0 else { return false }
    words[position / 64] |= bit
    return true
  }
}
