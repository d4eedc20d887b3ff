/// The content of a page blob: sectors of 512 bytes, those never written, or cleared, taking no memory.
///
/// A copy shares what it does not change, which is what makes a snapshot cheap.
struct SparsePages: Sendable {
  static let sector: Int64 = 512
  private static let sectorsPerChunk: Int64 = 128
  private static let chunkLength = sector * sectorsPerChunk

  private struct Chunk: Sendable {
    var bytes = [UInt8](repeating: 0, count: Int(SparsePages.chunkLength))
    /// One for each sector.
    var isWritten = [Bool](repeating: false, count: Int(SparsePages.sectorsPerChunk))
  }

  private(set) var length: Int64
  private var chunks: [Int64: Chunk] = [:]

  init(length: Int64) { self.length = length }

  mutating func resize(to length: Int64) {
    if length < self.length { clear(length..<self.length) }
    self.length = length
  }

  /// `range` and the count of `bytes` are whole sectors.
  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) {
    var source = bytes.startIndex
    forEachPiece(offset..<offset + Int64(bytes.count)) { pages, number, piece in
      pages.chunks[number, default: Chunk()].bytes.replaceSubrange(piece, with: bytes[source..<source + piece.count])
      source += piece.count
      let sectors = piece.lowerBound / Int(Self.sector)..<piece.upperBound / Int(Self.sector)
      for index in sectors { pages.chunks[number]?.isWritten[index] = true }
    }
  }

  mutating func clear(_ range: Range<Int64>) {
    for number in Array(chunks.keys) {
      let start = number * Self.chunkLength
      let part = range.clamped(to: start..<start + Self.chunkLength)
      guard !part.isEmpty, var chunk = chunks[number] else { continue }
      let piece = Int(part.lowerBound - start)..<Int(part.upperBound - start)
      chunk.bytes.replaceSubrange(piece, with: repeatElement(0, count: piece.count))
      for index in piece.lowerBound / Int(Self.sector)..<piece.upperBound / Int(Self.sector) {
        chunk.isWritten[index] = false
      }
      chunks[number] = chunk.isWritten.contains(true) ? chunk : nil
    }
  }

  func read(_ range: Range<Int64>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let number = offset / Self.chunkLength
      let start = number * Self.chunkLength
      let end = min(range.upperBound, start + Self.chunkLength)
      if let chunk = chunks[number] {
        bytes += chunk.bytes[Int(offset - start)..<Int(end - start)]
      } else {
        bytes += repeatElement(0, count: Int(end - offset))
      }
      offset = end
    }
    return bytes
  }

  /// Ranges of written sectors within `range`, ascending and as long as can be.
  func ranges(in range: Range<Int64>) -> [Range<Int64>] {
    joined(range) { chunks[$0]?.isWritten[$1] ?? false }
  }

  /// Ranges that are written now and were not so, or not the same, in `earlier`; and those that have been cleared.
  func changes(since earlier: SparsePages, in range: Range<Int64>) -> (
    written: [Range<Int64>], cleared: [Range<Int64>]
  ) {
    var both = self
    for (number, chunk) in earlier.chunks where both.chunks[number] == nil { both.chunks[number] = chunk }
    let written = both.joined(range) { number, sector in
      guard let now = chunks[number], now.isWritten[sector] else { return false }
      guard let then = earlier.chunks[number], then.isWritten[sector] else { return true }
      let piece = sector * Int(Self.sector)..<(sector + 1) * Int(Self.sector)
      return now.bytes[piece] != then.bytes[piece]
    }
    let cleared = both.joined(range) { number, sector in
      (earlier.chunks[number]?.isWritten[sector] ?? false) && !(chunks[number]?.isWritten[sector] ?? false)
    }
    return (written, cleared)
  }

  private func joined(_ range: Range<Int64>, _ isIn: (Int64, Int) -> Bool) -> [Range<Int64>] {
    var ranges: [Range<Int64>] = []
    for number in chunks.keys.sorted() {
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

  private mutating func forEachPiece(_ range: Range<Int64>, _ body: (inout SparsePages, Int64, Range<Int>) -> Void) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let number = offset / Self.chunkLength
      let start = number * Self.chunkLength
      let end = min(range.upperBound, start + Self.chunkLength)
      body(&self, number, Int(offset - start)..<Int(end - start))
      offset = end
    }
  }
}
