/// The name of a file or a directory of a share: kept as it was given, and compared without regard to case.
struct FileName: Sendable {
  let text: String
  private let folded: [UInt32]

  init(_ text: String) {
    self.text = text
    folded = text.unicodeScalars.map { scalar in
      // One for one, as file systems of Windows do it: what becomes several in capitals stays itself.
      let capital = scalar.properties.uppercaseMapping.unicodeScalars
      return (capital.count == 1 ? capital.first ?? scalar : scalar).value
    }
  }

  func starts(with prefix: FileName) -> Bool { folded.starts(with: prefix.folded) }

  /// 1 to 255 characters, none of which Windows forbids ("Naming and referencing shares, directories, files, and metadata").
  var isAllowed: Bool {
    (1...255).contains(text.utf16.count) && text != "." && text != ".."
      && !text.unicodeScalars.contains {
        $0.value < 0x20 || $0.value == 0x7F || "\"\\/:|<>*?".unicodeScalars.contains($0)
      }
  }
}

extension FileName: Hashable {
  static func == (left: Self, right: Self) -> Bool { left.folded == right.folded }

  func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}

extension FileName: Comparable {
  static func < (left: Self, right: Self) -> Bool { left.folded.lexicographicallyPrecedes(right.folded) }
}
