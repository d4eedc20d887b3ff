/// Bytes that lie where they are stored, given out piece by piece: a reply of a tebibyte needs the memory of one piece.
struct ByteSource: Sendable {
  private enum Part: Sendable {
    case bytes(ArraySlice<UInt8>)
    case pages(SparsePages, Range<Int64>)

    var count: Int64 {
      switch self {
      case .bytes(let bytes): Int64(bytes.count)
      case .pages(_, let range): Int64(range.count)
      }
    }

    /// From `offset` on, `most` or fewer.
    func piece(_ offset: Int64, _ most: Int) -> ArraySlice<UInt8> {
      switch self {
      case .bytes(let bytes): return bytes.dropFirst(Int(offset)).prefix(most)
      case .pages(let pages, let range):
        let start = range.lowerBound + offset
        return pages.piece(at: start, most: min(Int64(most), range.upperBound - start))
      }
    }
  }

  /// How many are left.
  private(set) var count: Int64
  private let parts: [Part]
  /// The part that is next, and how far it is given out.
  private var index = 0
  private var offset: Int64 = 0

  init(_ pieces: [ArraySlice<UInt8>] = []) {
    count = pieces.reduce(0) { $0 + Int64($1.count) }
    parts = pieces.map(Part.bytes)
  }

  init(_ pages: SparsePages, _ range: Range<Int64>) {
    count = Int64(range.count)
    parts = [.pages(pages, range)]
  }

  init(_ text: String) { self.init([Array(text.utf8)[...]]) }

  /// The next of them, `most` or fewer; `nil` at the end.
  mutating func next(_ most: Int) -> ArraySlice<UInt8>? {
    while index < parts.count {
      let part = parts[index]
      guard offset < part.count else {
        (index, offset) = (index + 1, 0)
        continue
      }
      let piece = part.piece(offset, most)
      offset += Int64(piece.count)
      count -= Int64(piece.count)
      return piece
    }
    return nil
  }

  /// All of them, in memory of their own.
  func joined() -> [UInt8] {
    var (rest, bytes) = (self, [UInt8]())
    bytes.reserveCapacity(Int(count))
    while let piece = rest.next(1 << 20) { bytes += piece }
    return bytes
  }
}
