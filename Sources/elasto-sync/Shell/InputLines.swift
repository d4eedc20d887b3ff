import Glibc

/// Lines of standard input where nobody types them. Blocks.
struct InputLines {
  /// A line is not longer than this.
  static let limit = 1 << 20

  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// `nil` at the end; the last line need not be ended.
  mutating func next() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line
      }
      if isAtEnd || buffer.count > Self.limit {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
      }
      fill()
    }
  }

  private mutating func fill() {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    let count = read(STDIN_FILENO, &piece, piece.count)
    if count > 0 { buffer += piece[..<count] }
    if count == 0 || (count < 0 && errno != EINTR) { isAtEnd = true }
  }
}
