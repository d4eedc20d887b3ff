import FoundationEssentials

/// A JSON object, its members in the order in which they were added.
struct JSONObject: JSONValue {
  private var members = JSONText()

  mutating func add(_ name: String, _ value: some JSONValue) {
    if !members.bytes.isEmpty { members.append(",") }
    members.appendString(name)
    members.append(":")
    value.write(to: &members)
  }

  /// Leaves the member out where there is no value.
  mutating func add(_ name: String, ifPresent value: (some JSONValue)?) {
    if let value { add(name, value) }
  }

  /// A path or a name. Where it is not UTF-8, U+FFFD stands for what is none, and the exact bytes are in `NAME_base64`.
  mutating func add(_ name: String, bytes: [UInt8]) {
    add(name, String(decoding: bytes, as: UTF8.self))
    if String(validating: bytes, as: UTF8.self) == nil { add("\(name)_base64", Data(bytes).base64EncodedString()) }
  }

  func write(to text: inout JSONText) {
    text.append("{")
    text.append(members)
    text.append("}")
  }
}
