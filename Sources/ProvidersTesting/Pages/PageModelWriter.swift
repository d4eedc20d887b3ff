import Providers

/// One of many writers: a part of the volume that nobody else touches meanwhile, and what it should hold.
struct PageModelWriter: Sendable {
  let store: any PageStore
  let offset: Int64
  var bytes: [UInt8]
  let page: Int
  let longest: Int
  var random: PageRandom
  var report: PageModelRun.Report = [:]

  mutating func step() async throws {
    let range = pick()
    let place = offset + Int64(range.lowerBound)..<offset + Int64(range.upperBound)
    switch random.below(100) {
    case ..<45:
      report["write", default: 0] += 1
      let written = content(range.count)
      try await store.write(written, at: place.lowerBound)
      bytes.replaceSubrange(range, with: written)
    case ..<60:
      report["clear", default: 0] += 1
      try await store.clear(place)
      bytes.replaceSubrange(range, with: repeatElement(0, count: range.count))
    case ..<95:
      report["read", default: 0] += 1
      let found = try await store.read(place)
      if let difference = PageModel.difference(found, Array(bytes[range])) {
        throw ContractViolation(
          "reading \(place): the byte at \(place.lowerBound + Int64(difference)) is another", #line)
      }
    default:
      report["ranges of a part", default: 0] += 1
      let ranges = try await store.allRanges(in: place, limit: 1 + random.below(50))
      if let missed = PageModel.differenceOutside(of: ranges, Array(bytes[range]), at: place.lowerBound) {
        throw ContractViolation("the byte at \(missed) is in no allocated range", #line)
      }
    }
  }

  /// Mostly short, sometimes all there is.
  private mutating func pick() -> Range<Int> {
    let pages = bytes.count / page
    let most = random.below(4) == 0 ? longest / page : 16_384 / page
    let count = min(pages, 1 + random.below(random.below(3) == 0 ? 8192 / page + 1 : most))
    let start = random.below(pages - count + 1)
    return start * page..<(start + count) * page
  }

  private mutating func content(_ count: Int) -> [UInt8] {
    switch random.below(10) {
    case 0: return [UInt8](repeating: 0, count: count)
    case 1:
      // Zeros but for a few bytes.
      var bytes = [UInt8](repeating: 0, count: count)
      bytes[random.below(count)] = 1
      return bytes
    default: return PageNoise.bytes(count, seed: random.next())
    }
  }
}
