/// A place in bytes that belong to someone else. Every read is checked against the end, in every build.
struct ByteCursor {
  private let start: UnsafeRawPointer?
  let count: Int
  var position = 0

  /// The bytes must stay where they are for as long as the cursor is used.
  init(_ bytes: UnsafeRawBufferPointer) {
    start = bytes.baseAddress
    count = bytes.count
  }

  /// The byte here, or 0 at the end: 0 is nowhere valid in JSON.
  @inline(__always)
  var current: UInt8 { byte(at: position) }

  @inline(__always)
  func byte(at index: Int) -> UInt8 {
    guard index >= 0, index < count, let start else { return 0 }
    return start.load(fromByteOffset: index, as: UInt8.self)
  }

  /// Steps over bytes that stand for themselves in a JSON string: ASCII, but for control characters, quotes and
  /// backslashes.
  @inline(__always)
  mutating func skipPlainText() {
    while count - position >= 8, let start {
      let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let special = Self.specialBytes(word)
      if special != 0 {
        position += special.trailingZeroBitCount / 8
        return
      }
      position += 8
    }
    while position < count, let start {
      let byte = start.load(fromByteOffset: position, as: UInt8.self)
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5c { return }
      position += 1
    }
  }

  /// Sets the top bit of the first of eight bytes that is not plain, and perhaps of later ones.
  ///
  /// The subtraction borrows only beyond a byte that was found; see "Bit Twiddling Hacks", "Determine if a word has a
  /// byte less than n".
  @inline(__always)
  private static func specialBytes(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let control = (word &- ones &* 0x20) & ~word
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let quotes = (quote &- ones) & ~quote
    let backslashes = (backslash &- ones) & ~backslash
    return (control | quotes | backslashes | word) & (ones &* 0x80)
  }

  /// Lends the bytes of `range`, or as many of them as there are.
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    let inside = range.clamped(to: 0..<count)
    guard let start, !inside.isEmpty else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: start + inside.lowerBound, count: inside.count)
  }

  @inline(__always)
  func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount, range.lowerBound >= 0, range.upperBound <= count, let start
    else { return false }
    let other = text.utf8Start
    var index = 0
    while index < range.count {
      if start.load(fromByteOffset: range.lowerBound + index, as: UInt8.self) != other[index] { return false }
      index += 1
    }
    return true
  }
}
