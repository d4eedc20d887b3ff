extension LocalZone {
  /// Reads a compiled time zone (RFC 8536); `nil` when it is not one.
  ///
  ///     "TZif" version(1) reserved(15) isutcnt isstdcnt leapcnt timecnt typecnt charcnt (4 each)
  ///     times(timecnt × 4 or 8) types(timecnt) {utoff(4) isdst(1) abbreviation(1)}×typecnt characters leaps std ut
  ///
  /// From version 2 on all of it comes twice, the second time with 8-byte times, and a POSIX rule for what follows the
  /// last change stands at the end between two newlines.
  init?(decoding bytes: [UInt8]) {
    guard var block = TZifBlock(bytes, at: 0, timeSize: 4) else { return nil }
    var footer = bytes[bytes.endIndex...]
    if block.version >= UInt8(ascii: "2") {
      guard let second = TZifBlock(bytes, at: block.end, timeSize: 8) else { return nil }
      block = second
      let rest = bytes[block.end...]
      if rest.first == UInt8(ascii: "\n"), let close = rest.dropFirst().firstIndex(of: UInt8(ascii: "\n")) {
        footer = rest[(rest.startIndex + 1)..<close]
      }
    }
    var changes = block.times
    var offsets = block.types.map { block.kinds[Int($0)].offset }
    var cycleStart: Int?
    if let rule = POSIXZoneRule(parsing: footer) {
      let last = changes.last ?? Int64.min / 4
      let firstYear = CivilDate(daysSinceEpoch: max(last, -62_135_596_800) / 86_400).year
      let later = rule.changes(years: firstYear...(firstYear + 401)).filter { $0.at > last }
      if !later.isEmpty {
        cycleStart = changes.count
        changes += later.map(\.at)
        offsets += later.map(\.offset)
      } else if changes.isEmpty {
        self.init(initial: rule.standardOffset)
        return
      }
    }
    self.init(initial: block.initialOffset, changes: changes, offsets: offsets, cycleStart: cycleStart)
  }
}

/// One of the two data blocks of a compiled time zone.
private struct TZifBlock {
  struct Kind {
    var offset: Int32
    var isDaylight: Bool
  }

  var version: UInt8
  var times: [Int64] = []
  var types: [UInt8] = []
  var kinds: [Kind] = []
  /// Index of the first byte behind the block.
  var end: Int

  init?(_ bytes: [UInt8], at start: Int, timeSize: Int) {
    let headerSize = 44
    guard bytes.count - start >= headerSize, bytes[start..<(start + 4)].elementsEqual("TZif".utf8) else { return nil }
    version = bytes[start + 4]
    let counts = (0..<6).map { Int(Self.number(bytes, at: start + 20 + 4 * $0, size: 4)) }
    guard counts.allSatisfy({ $0 >= 0 && $0 <= 1 << 20 }) else { return nil }
    let (utCount, standardCount, leapCount) = (counts[0], counts[1], counts[2])
    let (timeCount, kindCount, characterCount) = (counts[3], counts[4], counts[5])
    let typesStart = start + headerSize + timeCount * timeSize
    let kindsStart = typesStart + timeCount
    end = kindsStart + kindCount * 6 + characterCount + leapCount * (timeSize + 4) + standardCount + utCount
    guard end <= bytes.count, kindCount > 0 else { return nil }
    for index in 0..<timeCount {
      times.append(Self.number(bytes, at: start + headerSize + index * timeSize, size: timeSize))
    }
    types = Array(bytes[typesStart..<kindsStart])
    for index in 0..<kindCount {
      let offset = Self.number(bytes, at: kindsStart + index * 6, size: 4)
      kinds.append(Kind(offset: Int32(offset), isDaylight: bytes[kindsStart + index * 6 + 4] != 0))
    }
    guard types.allSatisfy({ Int($0) < kindCount }), zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return nil
    }
  }

  /// What holds before the first change: as Go decides it.
  var initialOffset: Int32 {
    guard types.contains(0) else { return kinds[0].offset }
    if let first = types.first, kinds[Int(first)].isDaylight,
      let before = kinds[..<Int(first)].last(where: { !$0.isDaylight })
    {
      return before.offset
    }
    return (kinds.first { !$0.isDaylight } ?? kinds[0]).offset
  }

  /// A signed big-endian number.
  private static func number(_ bytes: [UInt8], at index: Int, size: Int) -> Int64 {
    var value = Int64(Int8(bitPattern: bytes[index]))
    for byte in bytes[(index + 1)..<(index + size)] { value = value << 8 | Int64(byte) }
    return value
  }
}
