import Testing

@testable import BlockVolume

@Suite struct IntervalMapTests {
  @Test(arguments: 1...20)
  func isWhatAnArrayOfBytesSays(seed: Int) {
    var random = CacheRandom(seed: UInt64(seed))
    var map = IntervalMap()
    let size = 4000
    var model = [Int64?](repeating: nil, count: size)
    for step in 0..<3000 {
      let start = random.below(size)
      let range = start..<min(size, start + 1 + random.below(random.chance(2) ? size : 8))
      let wide = Int64(range.lowerBound)..<Int64(range.upperBound)
      if random.chance(70) {
        let position = Int64(step * 10_000)
        map.insert(IntervalMap.Piece(range: wide, source: .bytes(at: position), sequence: UInt64(step)))
        for index in range { model[index] = position + Int64(index - range.lowerBound) }
      } else {
        map.remove(wide)
        for index in range { model[index] = nil }
      }
    }
    var found = [Int64?](repeating: nil, count: size)
    for piece in map.pieces {
      guard case .bytes(let position) = piece.source else { continue }
      for index in piece.range { found[Int(index)] = position + index - piece.range.lowerBound }
    }
    #expect(found == model)
    #expect(map.count == Array(map.pieces).count)
    for _ in 0..<100 {
      let start = Int64(random.below(size))
      let range = start..<min(Int64(size), start + Int64(random.below(300)))
      let expected = range.filter { model[Int($0)] != nil }
      #expect(map[range].flatMap { Array($0.range) } == expected)
      #expect(map.covers(range) == (expected.count == range.count))
    }
  }
}
