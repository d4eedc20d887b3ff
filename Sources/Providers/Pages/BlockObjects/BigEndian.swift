/// Takes numbers off the front of bytes; what is not there counts as zeros.
struct BigEndianReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next<Number: FixedWidthInteger>() -> Number {
    let size = MemoryLayout<Number>.size
    let number = rest.prefix(size).reduce(0 as Number) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    rest = rest.dropFirst(size)
    return number
  }

  mutating func next(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}

extension [UInt8] {
  mutating func append(bigEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }
}
