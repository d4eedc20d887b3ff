/// Members that are left out when they are empty.
extension JSONOutput {
  mutating func append(_ key: StaticString, id: StorageID?) {
    guard let id else { return }
    append(key)
    append(id)
  }

  mutating func append(_ key: StaticString, text: String) {
    guard !text.isEmpty else { return }
    append(key)
    appendString(text)
  }

  mutating func append(_ key: StaticString, nonzero number: UInt64) {
    guard number != 0 else { return }
    append(key)
    append(number)
  }

  /// Written even when there are none.
  mutating func append(_ key: StaticString, texts: [String]) {
    append(key)
    append("[")
    for (index, text) in texts.enumerated() {
      if index > 0 { append(",") }
      appendString(text)
    }
    append("]")
  }
}
