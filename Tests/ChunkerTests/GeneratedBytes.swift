/// Data that is the same in every run.
enum GeneratedBytes {
  /// Noise: SplitMix64 from `seed`, eight bytes a step, least significant first.
  static func noise(seed: UInt64, count: Int) -> [UInt8] {
    var state = seed
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      for index in 0..<count {
        if index % 8 == 0 { state &+= 0x9e37_79b9_7f4a_7c15 }
        buffer[index] = UInt8(truncatingIfNeeded: mix(state) >> UInt64(index % 8 * 8))
      }
      filled = count
    }
  }

  /// Words of a made-up language with numbers between them.
  static func text(seed: UInt64, count: Int) -> [UInt8] {
    let words = ["chunk ", "the ", "of ", "repository ", "and ", "where ", "found\n", "again, ", "bytes ", "edit "]
    var result: [UInt8] = []
    var state = seed
    while result.count < count {
      state &+= 0x9e37_79b9_7f4a_7c15
      let value = mix(state)
      result += words[Int(value % UInt64(words.count))].utf8
      if value >> 60 == 0 { result += String(value >> 40).utf8 }
    }
    result.removeLast(result.count - count)
    return result
  }

  /// Records of 64 bytes: a counter, a few flags, a float-like value, zeros.
  static func records(seed: UInt64, count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    for index in result.indices {
      let record = UInt64(index / 64)
      result[index] =
        switch index % 64 {
        case 0..<8: UInt8(truncatingIfNeeded: record >> UInt64(index % 8 * 8))
        case 8..<12: UInt8(truncatingIfNeeded: mix(seed &+ record / 100) >> UInt64(index % 8 * 8))
        case 16..<22: UInt8(truncatingIfNeeded: mix(seed &+ record) >> UInt64(index % 8 * 8))
        default: 0
        }
    }
    return result
  }

  /// `pattern` over and over.
  static func repeating(_ pattern: [UInt8], count: Int) -> [UInt8] {
    Array(repeatElement(pattern, count: count / pattern.count + 1).joined().prefix(count))
  }

  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
