/// Writes the documents of replies.
struct XMLWriter {
  private var bytes = ""

  static func document(_ body: (inout XMLWriter) -> Void) -> String {
    var writer = XMLWriter()
    writer.bytes = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
    body(&writer)
    return writer.bytes
  }

  mutating func element(
    _ name: String, _ attributes: [(String, String)] = [], _ body: (inout XMLWriter) -> Void = { _ in }
  ) {
    bytes += "<\(name)"
    for (attribute, value) in attributes { bytes += " \(attribute)=\"\(Self.escaped(value))\"" }
    bytes += ">"
    body(&self)
    bytes += "</\(name)>"
  }

  /// An element with text in it; none for `nil`.
  mutating func text(_ name: String, _ value: String?) {
    guard let value else { return }
    bytes += "<\(name)>\(Self.escaped(value))</\(name)>"
  }

  /// A blob's name: percent-encoded, and said to be so, where XML has no way to write it.
  mutating func name(_ name: String) {
    if name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF }) {
      text("Name", name)
    } else {
      element("Name", [("Encoded", "true")]) { $0.bytes += Self.percentEncoded(name) }
    }
  }

  private static func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "/"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\r": escaped += "&#13;"
      // What XML cannot write; names of blobs and files have a way of their own.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
        escaped.unicodeScalars.append("\u{FFFD}")
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
