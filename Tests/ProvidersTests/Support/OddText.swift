/// Text that programs stumble over.
enum OddText {
  /// Any scalar but NUL and surrogates, those with a meaning in URLs more often.
  static func text(_ count: ClosedRange<Int>, using generator: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: count, using: &generator) {
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: text.append(contentsOf: generator.pick(["/", "//", "/../", "/./"]).unicodeScalars)
      case 1, 2: text.append(generator.pick(Array(" !\"#$%&'()*+,-.:;<=>?@[\\]^_`{|}~\n\t\u{7F}".unicodeScalars)))
      case 3: Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &generator)).map { text.append($0) }
      case 4: Unicode.Scalar(UInt32.random(in: 0x80...0x7FF, using: &generator)).map { text.append($0) }
      default: text.append(Unicode.Scalar(UInt8.random(in: 0x61...0x7A, using: &generator)))
      }
    }
    return String(text)
  }
}
