/// One code point of UTF-8, told apart from bytes that are none exactly as Go does: byte by byte.
enum UTF8Scalar {
  /// The code point at `index` and its length; `nil` when a valid sequence does not begin there.
  static func decode(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (scalar: UInt32, length: Int)? {
    guard index >= 0, index < bytes.count else { return nil }
    let first = bytes[index]
    let length: Int
    switch first {
    case 0..<0x80: return (UInt32(first), 1)
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef: length = 3
    case 0xf0...0xf4: length = 4
    default: return nil
    }
    guard index + length <= bytes.count else { return nil }
    var scalar = UInt32(first) & (0xff >> UInt32(length + 1))
    for next in bytes[(index + 1)..<(index + length)] {
      guard next & 0xc0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(next & 0x3f)
    }
    switch length {
    case 3 where scalar < 0x800 || (0xd800...0xdfff).contains(scalar): return nil
    case 4 where scalar < 0x10000 || scalar > 0x10ffff: return nil
    default: return (scalar, length)
    }
  }

  static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      guard let (_, length) = decode(bytes, at: index) else { return false }
      index += length
    }
    return true
  }

  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: bytes.append(UInt8(scalar))
    case 0..<0x800:
      bytes.append(0xc0 | UInt8(scalar >> 6))
      bytes.append(continuation(scalar))
    case 0xd800...0xdfff, 0x110000...: append(0xfffd, to: &bytes)
    case 0..<0x10000:
      bytes.append(0xe0 | UInt8(scalar >> 12))
      bytes.append(continuation(scalar >> 6))
      bytes.append(continuation(scalar))
    default:
      bytes.append(0xf0 | UInt8(scalar >> 18))
      bytes.append(continuation(scalar >> 12))
      bytes.append(continuation(scalar >> 6))
      bytes.append(continuation(scalar))
    }
  }

  private static func continuation(_ bits: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: bits) & 0x3f }
}
