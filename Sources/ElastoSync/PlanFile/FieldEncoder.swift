/// Appends the fields of a plan's operations to a byte array.
///
/// Unsigned numbers are LEB128 (seven bits a byte, low ones first, the top bit says that more follow); signed ones are
/// zigzagged first; byte strings are a length and the bytes.
struct FieldEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func append(signed value: Int64) {
    append(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  mutating func append(count: Int) { append(UInt64(count)) }

  mutating func append(byte: UInt8) { bytes.append(byte) }

  mutating func append(string: [UInt8]) {
    append(count: string.count)
    bytes.append(contentsOf: string)
  }

  mutating func append(text: String) {
    append(count: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// The bytes as they are, without a length.
  mutating func append(raw: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: raw)
  }
}
