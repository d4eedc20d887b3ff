/// The content of a page blob or a file: sectors of 512 bytes, those never written, or cleared, taking no memory.
///
/// A copy shares what it does not change, which is what makes a snapshot cheap.
struct SparsePages: Sendable {
  static let sector: Int64 = 512
  private static let sectorsPerChunk: Int64 = 128
  static let chunkLength = sector * sectorsPerChunk
  private static let zeros = [UInt8](repeating: 0, count: Int(chunkLength))

  private struct Chunk: Sendable {
    var bytes = SparsePages.zeros
    /// One for each sector.
    var isWritten = [Bool](repeating: false, count: Int(SparsePages.sectorsPerChunk))

    mutating func write(_ new: ArraySlice<UInt8>, to piece: Range<Int>) {
      bytes.replaceSubrange(piece, with: new)
      let sector = Int(SparsePages.sector)
      for index in piece.lowerBound / sector..<(piece.upperBound + sector - 1) / sector { isWritten[index] = true }
    }

    mutating func clear(_ piece: Range<Int>) {
      bytes.replaceSubrange(piece, with: repeatElement(0, count: piece.count))
      let sector = Int(SparsePages.sector)
      let (first, end) = ((piece.lowerBound + sector - 1) / sector, piece.upperBound / sector)
      for index in first..<max(first, end) { isWritten[index] = false }
    }
  }

  private(set) var length: Int64
  private var chunks: [Int64: Chunk] = [:]

  init(length: Int64) { self.length = length }

  mutating func resize(to length: Int64) {
    if length < self.length { clear(length..<self.length) }
    self.length = length
  }

  /// The sectors that are touched count as written, whole or not.
  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) {
    var source = bytes.startIndex
    for (number, piece) in Self.pieces(offset..<offset + Int64(bytes.count)) {
      chunks[number, default: Chunk()].write(bytes[source..<source + piece.count], to: piece)
      source += piece.count
    }
  }

  /// Sectors that are wholly in `range` are as if never written; of others the bytes become zeros.
  mutating func clear(_ range: Range<Int64>) {
    for number in numbers(in: range) {
      let start = number * Self.chunkLength
      let part = range.clamped(to: start..<start + Self.chunkLength)
      guard !part.isEmpty, let index = chunks.index(forKey: number) else { continue }
      chunks.values[index].clear(Int(part.lowerBound - start)..<Int(part.upperBound - start))
      if !chunks.values[index].isWritten.contains(true) { chunks.remove(at: index) }
    }
  }

  /// The bytes from `offset` on that lie together, `most` of them or fewer. They share memory with what is stored.
  func piece(at offset: Int64, most: Int64) -> ArraySlice<UInt8> {
    let number = offset / Self.chunkLength
    let start = Int(offset - number * Self.chunkLength)
    let end = min(Int(Self.chunkLength), start + Int(min(most, Self.chunkLength)))
    return (chunks[number]?.bytes ?? Self.zeros)[start..<end]
  }

  /// Ranges of written sectors within `range`, ascending and as long as can be.
  func ranges(in range: Range<Int64>) -> [Range<Int64>] {
    joined(range, numbers(in: range).sorted()) { chunks[$0]?.isWritten[$1] ?? false }
  }

  /// Ranges that are written now and were not so, or not the same, in `earlier`; and those that have been cleared.
  func changes(since earlier: SparsePages, in range: Range<Int64>) -> (
    written: [Range<Int64>], cleared: [Range<Int64>]
  ) {
    let both = Set(numbers(in: range)).union(earlier.numbers(in: range)).sorted()
    let written = joined(range, both) { number, sector in
      guard let now = chunks[number], now.isWritten[sector] else { return false }
      guard let then = earlier.chunks[number], then.isWritten[sector] else { return true }
      let piece = sector * Int(Self.sector)..<(sector + 1) * Int(Self.sector)
      return now.bytes[piece] != then.bytes[piece]
    }
    let cleared = joined(range, both) { number, sector in
      (earlier.chunks[number]?.isWritten[sector] ?? false) && !(chunks[number]?.isWritten[sector] ?? false)
    }
    return (written, cleared)
  }

  /// Chunks that hold something and have a part in `range`: found by whichever is less, the range's numbers or all chunks.
  private func numbers(in range: Range<Int64>) -> [Int64] {
    guard !range.isEmpty else { return [] }
    let span = range.lowerBound / Self.chunkLength...(range.upperBound - 1) / Self.chunkLength
    if span.upperBound - span.lowerBound < Int64(chunks.count) { return span.filter { chunks[$0] != nil } }
    return chunks.keys.filter(span.contains)
  }

  private func joined(
    _ range: Range<Int64>, _ numbers: [Int64], _ isIn: (Int64, Int) -> Bool
  ) -> [Range<Int64>] {
    var ranges: [Range<Int64>] = []
    for number in numbers {
      for sector in 0..<Int(Self.sectorsPerChunk) where isIn(number, sector) {
        let start = number * Self.chunkLength + Int64(sector) * Self.sector
        let part = (start..<start + Self.sector).clamped(to: range)
        guard !part.isEmpty else { continue }
        if let last = ranges.last, last.upperBound == part.lowerBound {
          ranges[ranges.count - 1] = last.lowerBound..<part.upperBound
        } else {
          ranges.append(part)
        }
      }
    }
    return ranges
  }

  /// `range` cut at the ends of chunks: their numbers, and the places within each.
  private static func pieces(_ range: Range<Int64>) -> [(number: Int64, piece: Range<Int>)] {
    var pieces: [(Int64, Range<Int>)] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      let number = offset / chunkLength
      let start = number * chunkLength
      let end = min(range.upperBound, start + chunkLength)
      pieces.append((number, Int(offset - start)..<Int(end - start)))
      offset = end
    }
    return pieces
  }
}
