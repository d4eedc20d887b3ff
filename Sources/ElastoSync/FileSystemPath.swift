/// A path as the kernel knows it: bytes without NUL, which need not be UTF-8.
public struct FileSystemPath: Hashable, Sendable {
  /// Without the terminating NUL.
  public var bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ text: String) { bytes = Array(text.utf8) }

  /// For people: each byte sequence that is not UTF-8 becomes U+FFFD, control characters are escaped.
  public var displayed: String {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.properties.generalCategory == .control {
        text += scalar.escaped(asASCII: true)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
