/// A key with patterns in it: `logs/2026-*/[ab]?.gz`. `*` and `?` stop at slashes, `**/` spans folders.
struct KeyPattern: Sendable {
  /// What every key that matches begins with.
  let prefix: String
  /// The folder in which the first pattern stands, with its final slash: what keys are relative to when copied.
  let folder: String
  private let list: GlobList

  private static let special = Set("*?[\\".utf8)

  /// Throws `.usage` for a pattern that is none.
  init(_ text: String) throws(RunError) {
    do throws(PatternError) {
      list = try GlobList(["/\(text)"])
    } catch {
      throw RunError(.usage, "\(error)", location: FileSystemPath(text).displayed)
    }
    let literal = Self.literal(Substring(text.utf8.prefix(Self.literalCount(text))))
    let slash = literal.utf8.lastIndex(of: UInt8(ascii: "/"))
    prefix = literal
    folder = slash.map { String(literal[...$0]) } ?? ""
  }

  /// - Parameter recursively: also where the pattern names a folder above the key.
  func matches(_ key: String, recursively: Bool) -> Bool {
    let path = Array(key.utf8)
    return recursively ? list.covers(path: path, isDirectory: false) : list.matches(path: path, isDirectory: false)
  }

  /// The folder above a key that the pattern names, with its final slash.
  func folder(above key: String) -> String? {
    let path = Array(key.utf8)
    for index in path.indices where path[index] == UInt8(ascii: "/") {
      if list.matches(path: Array(path[..<index]), isDirectory: true) {
        return String(decoding: path[...index], as: UTF8.self)
      }
    }
    return nil
  }

  /// Whether there is a pattern in the text, rather than one name.
  static func isPattern(_ text: String) -> Bool { literalCount(text) < text.utf8.count }

  /// The name that a text without a pattern stands for.
  static func literal(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8 {
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      if !isEscaped { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func quoted(_ key: String) -> String {
    guard key.utf8.contains(where: special.contains) else { return key }
    return String(
      decoding: key.utf8.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }, as: UTF8.self)
  }

  /// Bytes before the first pattern; all of them where there is none.
  private static func literalCount(_ text: String) -> Int {
    var count = 0
    var isEscaped = false
    for byte in text.utf8 {
      if !isEscaped, byte != UInt8(ascii: "\\"), special.contains(byte) { return count }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      count += 1
    }
    return count
  }
}
