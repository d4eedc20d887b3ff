/// The generator of Go's math/rand, which made the data that restic/chunker's known cuts belong to.
///
/// It is an additive lagged Fibonacci generator modulo 2⁶⁴: sₙ = sₙ₋₆₀₇ + sₙ₋₂₇₃. A seed is mixed with a table of 607
/// values, which are the generator's state after 7.8 · 10¹² steps from a first seed. They are computed here instead of
/// listed: sₙ is a linear combination of the first 607 values, whose factors are xⁿ modulo x⁶⁰⁷ − x³³⁴ − 1.
struct GoRandom {
  private static let length = 607
  private static let tap = 273

  /// The last 607 values, in the order of their coming; `oldest` is where the next one goes.
  private var values: [UInt64]
  private var oldest = 0

  init(seed: UInt64) {
    let table = Self.table
    // Slot i of the original runs backwards: its first step overwrites slot 333, the next 332.
    let seeded = zip(Self.numbers(seed: seed, shifts: (40, 20)), table).map { $0 ^ $1 }
    values = (0..<Self.length).map { seeded[Self.slot($0)] }
  }

  /// As `Rand.Uint32`.
  mutating func nextWord() -> UInt32 {
    let lagged = (oldest + Self.length - Self.tap) % Self.length
    values[oldest] &+= values[lagged]
    defer { oldest = (oldest + 1) % Self.length }
    return UInt32(truncatingIfNeeded: values[oldest] >> 31)
  }

  /// `count` bytes, four a word, least significant first.
  static func bytes(seed: UInt64, count: Int) -> [UInt8] {
    var generator = GoRandom(seed: seed)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let words = UnsafeMutableRawBufferPointer(buffer).bindMemory(to: UInt32.self)
      for index in words.indices { words[index] = generator.nextWord().littleEndian }
      filled = count
    }
  }

  /// The slot of the original's state that holds the value `order`-th in time.
  private static func slot(_ order: Int) -> Int { (length - tap - 1 - order + length) % length }

  /// A state out of a seed: Lehmer's generator, three numbers of 31 bits to a value, the first 20 thrown away.
  private static func numbers(seed: UInt64, shifts: (UInt64, UInt64)) -> [UInt64] {
    var number = seed
    func next() -> UInt64 {
      number = number * 48271 % (1 << 31 - 1)
      return number
    }
    for _ in 0..<20 { _ = next() }
    return (0..<length).map { _ in next() << shifts.0 ^ next() << shifts.1 ^ next() }
  }

  private static let table: [UInt64] = {
    let first = numbers(seed: 1, shifts: (20, 10))
    var sequence = (0..<length).map { first[slot($0)] }
    for index in length..<2 * length { sequence.append(sequence[index - length] &+ sequence[index - tap]) }
    let steps: UInt64 = 7_800_000_000_000
    var power = [UInt64](repeating: 0, count: length)
    power[0] = 1
    for bit in (0..<(64 - steps.leadingZeroBitCount)).reversed() {
      power = square(power)
      if steps >> UInt64(bit) & 1 == 1 { power = timesX(power) }
    }
    var table = [UInt64](repeating: 0, count: length)
    for order in 0..<length {
      var value: UInt64 = 0
      for index in 0..<length { value &+= power[index] &* sequence[order + index] }
      // The last 607 of so many steps lie in the slots that the count of steps leads to.
      table[slot(Int((steps + UInt64(order)) % UInt64(length)))] = value
    }
    return table
  }()

  private static func timesX(_ polynomial: [UInt64]) -> [UInt64] {
    var result = [polynomial[length - 1]] + polynomial.dropLast()
    result[length - tap] &+= polynomial[length - 1]
    return result
  }

  private static func square(_ polynomial: [UInt64]) -> [UInt64] {
    var wide = [UInt64](repeating: 0, count: 2 * length)
    polynomial.withUnsafeBufferPointer { factors in
      wide.withUnsafeMutableBufferPointer { wide in
        for left in 0..<length where factors[left] != 0 {
          let factor = factors[left]
          for right in 0..<length { wide[left + right] &+= factor &* factors[right] }
        }
      }
    }
    for index in (length..<2 * length).reversed() {
      wide[index - length] &+= wide[index]
      wide[index - tap] &+= wide[index]
    }
    return Array(wide[..<length])
  }
}
