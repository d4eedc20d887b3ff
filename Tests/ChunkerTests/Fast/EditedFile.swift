/// A file, and what it has become after edits that are spread over it.
struct EditedFile {
  let before: [UInt8]
  let after: [UInt8]

  /// One edit in `distance` bytes on average: 1 to 200 bytes overwritten, put in or taken out, in turn.
  init(_ before: [UInt8], distance: Int, seed: UInt64) {
    self.before = before
    var after: [UInt8] = []
    var (position, step) = (0, 0 as UInt64)
    while position < before.count {
      let value = GeneratedBytes.mix(seed << 32 + step)
      let end = min(before.count, position + Int(value % UInt64(2 * distance)))
      after += before[position..<end]
      let edit = GeneratedBytes.noise(seed: value, count: 1 + Int(value >> 40 % 200))
      position = end
      if step % 3 != 1 { position += edit.count }
      if step % 3 != 2 { after += edit }
      step += 1
    }
    self.after = after
  }

  /// Which share of the bytes of `after` lies in chunks that `before` has, too, from 0 to 1; and the mean chunk.
  func shareFoundAgain(_ lengths: ([UInt8]) -> [Int]) -> (share: Double, mean: Int) {
    func pieces(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
      var start = 0
      return lengths(bytes).map { length in
        defer { start += length }
        return bytes[start..<start + length]
      }
    }
    let known = pieces(before)
    let set = Set(known)
    let found = pieces(after).filter { set.contains($0) }.reduce(0) { $0 + $1.count }
    return (Double(found) / Double(after.count), before.count / known.count)
  }
}
