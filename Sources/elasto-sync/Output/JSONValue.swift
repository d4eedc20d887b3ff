/// A value that has one form in JSON.
protocol JSONValue {
  func write(to text: inout JSONText)
}

extension Bool: JSONValue {
  func write(to text: inout JSONText) { text.append(self ? "true" : "false") }
}

extension Int: JSONValue {
  func write(to text: inout JSONText) { text.append(String(self)) }
}

extension Int64: JSONValue {
  func write(to text: inout JSONText) { text.append(String(self)) }
}

extension UInt32: JSONValue {
  func write(to text: inout JSONText) { text.append(String(self)) }
}

extension UInt64: JSONValue {
  func write(to text: inout JSONText) { text.append(String(self)) }
}

extension Double: JSONValue {
  /// JSON has no word for what is not finite.
  func write(to text: inout JSONText) { text.append(isFinite ? description : "null") }
}

extension String: JSONValue {
  func write(to text: inout JSONText) { text.appendString(self) }
}

extension Array: JSONValue where Element: JSONValue {
  func write(to text: inout JSONText) {
    text.append("[")
    for (index, element) in enumerated() {
      if index > 0 { text.append(",") }
      element.write(to: &text)
    }
    text.append("]")
  }
}
