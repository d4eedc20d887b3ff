/// Comma-separated values after RFC 4180, with either line end, a byte order mark or none, and blanks around values.
struct CSVTable {
  private(set) var rows: [[[UInt8]]] = []

  /// `nil` where a quoted value does not end as it should. Empty lines are no rows.
  init?(parsing bytes: UnsafeRawBufferPointer) {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    var rest = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    var row: [[UInt8]] = []
    while true {
      guard let value = Self.value(&rest) else { return nil }
      row.append(value)
      let separator = rest.popFirst()
      if separator == UInt8(ascii: ",") { continue }
      if row.contains(where: { !$0.isEmpty }) { rows.append(row) }
      row = []
      if separator == nil { return }
    }
  }

  /// Takes one value, up to the comma or line end behind it.
  private static func value(_ rest: inout UnsafeRawBufferPointer.SubSequence) -> [UInt8]? {
    rest = rest.drop { $0 == UInt8(ascii: " ") }
    if rest.first != UInt8(ascii: "\"") {
      let value = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\n") }
      rest = rest.dropFirst(value.count)
      return trimmed(value)
    }
    var value: [UInt8] = []
    rest = rest.dropFirst()
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "\"") {
        value.append(byte)
      } else if rest.first == byte {
        value.append(byte)
        rest = rest.dropFirst()
      } else {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
        let isEnd = rest.isEmpty || rest.first == UInt8(ascii: ",") || rest.first == UInt8(ascii: "\n")
        return isEnd ? value : nil
      }
    }
    return nil
  }

  private static func trimmed(_ value: UnsafeRawBufferPointer.SubSequence) -> [UInt8] {
    let end = value.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
    return end.map { Array(value[...$0]) } ?? []
  }
}
