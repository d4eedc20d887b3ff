/// Reads what `FieldEncoder` wrote; every step is checked against the end of the bytes.
struct FieldDecoder {
  /// The bytes do not hold what is asked for.
  struct Malformed: Error {
    var offset: Int
  }

  private let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0

  /// The bytes are only lent: they must outlive the decoder.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  var remaining: Int { bytes.count - offset }

  mutating func number() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || (shift == 63 && next <= 1) else { throw Malformed(offset: offset) }
      value |= UInt64(next & 0x7f) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  mutating func signed() throws(Malformed) -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// A number of things, each of which takes at least `size` of the bytes that are left.
  mutating func count(ofSize size: Int = 1) throws(Malformed) -> Int {
    let value = try number()
    guard value <= UInt64((bytes.count - offset) / max(size, 1)) else { throw Malformed(offset: offset) }
    return Int(value)
  }

  mutating func byte() throws(Malformed) -> UInt8 {
    guard offset < bytes.count else { throw Malformed(offset: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func string() throws(Malformed) -> [UInt8] {
    Array(try raw(count()))
  }

  mutating func text() throws(Malformed) -> String {
    guard let text = String(validating: try raw(count()), as: UTF8.self) else { throw Malformed(offset: offset) }
    return text
  }

  /// Lends the next `count` bytes.
  mutating func raw(_ count: Int) throws(Malformed) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= bytes.count - offset else { throw Malformed(offset: offset) }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }
}
