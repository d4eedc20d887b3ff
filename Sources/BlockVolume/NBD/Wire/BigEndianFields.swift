/// Takes fields off the front of bytes that came from outside; `nil` once something is not there.
struct BigEndianFields {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(bytes) }

  mutating func next<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
    let size = MemoryLayout<Number>.size
    guard rest.count >= size else { return nil }
    let number = rest.prefix(size).reduce(0 as Number) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    rest = rest.dropFirst(size)
    return number
  }

  mutating func bytes(_ count: some BinaryInteger) -> [UInt8]? {
    guard let count = Int(exactly: count), count >= 0, rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}

extension [UInt8] {
  mutating func append(bigEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }
}
