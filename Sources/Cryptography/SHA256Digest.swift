/// A SHA-256 value: the name of every blob, pack and file in a repository.
///
/// Stored as four big-endian words, so that `<` is the order of the bytes and of the hexadecimal form.
public struct SHA256Digest: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Bytes 0…7 read as a big-endian number, then 8…15, 16…23 and 24…31.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// Length in bytes.
  public static var byteCount: Int { 32 }

  /// Reads the first 32 of `bytes`; `nil` when there are fewer.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.byteCount else { return nil }
    words = (
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    )
  }

  /// Reads 64 hexadecimal digits of either case; `nil` for anything else.
  public init?(hex: some StringProtocol) {
    var parsed: [UInt64] = [0, 0, 0, 0]
    var count = 0
    for digit in hex.utf8 {
      guard count < 64, let value = Self.value(ofHexDigit: digit) else { return nil }
      parsed[count / 16] = parsed[count / 16] << 4 | UInt64(value)
      count += 1
    }
    guard count == 64 else { return nil }
    words = (parsed[0], parsed[1], parsed[2], parsed[3])
  }

  /// The 32 bytes, most significant first.
  public var bytes: [UInt8] {
    withBytes { Array($0) }
  }

  /// Lends the 32 bytes, most significant first.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    var ordered = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    return try withUnsafeBytes(of: &ordered, body)
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    withBytes { bytes in
      String(unsafeUninitializedCapacity: 64) { text in
        for index in 0..<Self.byteCount {
          text[2 * index] = Self.hexDigit(bytes[index] >> 4)
          text[2 * index + 1] = Self.hexDigit(bytes[index] & 15)
        }
        return 64
      }
    }
  }

  public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

  public static func < (left: Self, right: Self) -> Bool { left.words < right.words }

  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  private static func value(ofHexDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a")
  }
}

extension SHA256Digest: CustomStringConvertible {
  public var description: String { hex }
}
