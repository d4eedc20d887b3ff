/// Numbers at fixed places of a record, most significant byte first.
struct RecordFields: Sendable, Hashable {
  private(set) var bytes: [UInt8]

  /// Zeros.
  init(count: Int) { bytes = Array(repeating: 0, count: count) }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func set<T: FixedWidthInteger>(_ value: T, at index: Int) {
    let width = T.bitWidth / 8
    for step in 0..<width { bytes[index + step] = UInt8(truncatingIfNeeded: value >> T((width - 1 - step) * 8)) }
  }

  mutating func set(_ text: [UInt8], at index: Int) { bytes.replaceSubrange(index..<index + text.count, with: text) }

  /// The place has to lie inside.
  func get<T: FixedWidthInteger>(_ index: Int, as type: T.Type = T.self) -> T {
    bytes[index..<index + T.bitWidth / 8].reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
  }
}
