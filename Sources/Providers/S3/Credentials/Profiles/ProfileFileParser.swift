import Secrets

/// Reads the shared files of the AWS SDKs: sections of `key = value`, comments from `#` or `;` on, indented lines that
/// belong to the key above (and that nothing here needs).
struct ProfileFileParser {
  enum Layout {
    /// `[NAME]`.
    case credentials
    /// `[profile NAME]`, `[default]`, and sections of other kinds, which are passed over.
    case config
  }

  var path: String
  var layout: Layout

  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")

  /// The profiles by their names. A name that appears twice is one profile; `[profile default]` hides `[default]`.
  func profiles(in text: SecretBytes) throws(StoreError) -> [String: Profile] {
    // Typed errors do not pass through `withBytes`, whose closure throws any.
    let result = text.withBytes { bytes in
      Result<[String: Profile], StoreError> { () throws(StoreError) in try parse(bytes) }
    }
    return try result.get()
  }

  private func parse(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> [String: Profile] {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    var profiles: [String: Profile] = [:]
    var section = Section.none
    var hasLongDefault = false
    for (index, raw) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let line = trimmed(raw)
      guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
      if first == UInt8(ascii: "[") {
        section = try self.section(line, number: index + 1)
        if case .profile(let name, let isLong) = section {
          if name == "default", layout == .config {
            if isLong, !hasLongDefault { profiles[name] = nil }
            if !isLong, hasLongDefault { section = .other }
            hasLongDefault = hasLongDefault || isLong
          }
          if section != .other { profiles[name, default: Profile()].merge(Profile()) }
        }
        continue
      }
      if raw.first == Self.space || raw.first == Self.tab { continue }
      guard let (key, value) = pair(line) else { throw fault("is neither [NAME] nor key = value", index + 1) }
      switch section {
      case .none: throw fault("stands before the first [NAME]", index + 1)
      case .other: continue
      case .profile(let name, _): profiles[name, default: Profile()].set(key, value)
      }
    }
    return profiles
  }

  private enum Section: Hashable {
    case none
    case other
    case profile(String, isLong: Bool)
  }

  private func section(
    _ line: UnsafeRawBufferPointer.SubSequence, number: Int
  ) throws(StoreError) -> Section {
    guard let end = line.firstIndex(of: UInt8(ascii: "]")) else { throw fault("has no \"]\"", number) }
    let name = String(decoding: trimmed(line[line.startIndex..<end].dropFirst()), as: UTF8.self)
    switch layout {
    case .credentials:
      return .profile(name, isLong: false)
    case .config:
      if name == "default" { return .profile(name, isLong: false) }
      guard let words = ShellWords.split(name), words.count == 2, words[0] == "profile" else { return .other }
      return .profile(words[1], isLong: true)
    }
  }

  /// Without a comment behind the value, which begins with ` #` or ` ;`.
  private func pair(
    _ line: UnsafeRawBufferPointer.SubSequence
  ) -> (key: String, value: UnsafeRawBufferPointer.SubSequence)? {
    guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let key = trimmed(line[..<equals])
    guard !key.isEmpty else { return nil }
    var value = line[(equals + 1)...]
    var previous: UInt8?
    for index in value.indices {
      let byte = value[index]
      if byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";"), previous == Self.space || previous == Self.tab {
        value = value[..<index]
        break
      }
      previous = byte
    }
    return (String(decoding: key, as: UTF8.self).lowercased(), trimmed(value))
  }

  private func trimmed(_ bytes: UnsafeRawBufferPointer.SubSequence) -> UnsafeRawBufferPointer.SubSequence {
    func isBlank(_ byte: UInt8) -> Bool { byte == Self.space || byte == Self.tab || byte == UInt8(ascii: "\r") }
    let start = bytes.drop(while: isBlank)
    guard let last = start.lastIndex(where: { !isBlank($0) }) else { return start.prefix(0) }
    return start[...last]
  }

  /// Without the line's text: it may be a secret.
  private func fault(_ what: String, _ number: Int) -> StoreError {
    .credentials("line \(number) of \(path) \(what)")
  }
}
