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
