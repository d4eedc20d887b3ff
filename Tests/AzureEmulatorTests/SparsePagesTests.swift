import Testing

@testable import AzureEmulator

@Suite struct SparsePagesTests {
  private static let sector = Int(SparsePages.sector)

  /// What the pages hold, in plain arrays.
  private struct Model {
    var bytes: [UInt8]
    var written: [Bool]

    init(sectors: Int) {
      bytes = [UInt8](repeating: 0, count: sectors * sector)
      written = [Bool](repeating: false, count: sectors)
    }

    func ranges(_ has: (Int) -> Bool) -> [Range<Int64>] {
      var ranges: [Range<Int64>] = []
      for index in written.indices where has(index) {
        let part = Int64(index * sector)..<Int64((index + 1) * sector)
        if let last = ranges.last, last.upperBound == part.lowerBound {
          ranges[ranges.count - 1] = last.lowerBound..<part.upperBound
        } else {
          ranges.append(part)
        }
      }
      return ranges
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func pagesAreAsAPlainArrayWouldBe(_ seed: UInt64) {
    var random = Numbers(state: seed)
    let sectors = 400
    var (model, pages) = (Model(sectors: sectors), SparsePages(length: Int64(sectors * Self.sector)))
    var (oldModel, oldPages) = (model, pages)
    for step in 0..<200 {
      let start = Int.random(in: 0..<sectors, using: &random)
      let end = Int.random(in: start...min(sectors, start + 150), using: &random)
      let (first, last) = (start * Self.sector, end * Self.sector)
      if step % 3 == 2 {
        pages.clear(Int64(first)..<Int64(last))
        model.bytes.replaceSubrange(first..<last, with: repeatElement(0, count: last - first))
        for index in start..<end { model.written[index] = false }
      } else {
        let bytes = (first..<last).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ step) }
        pages.write(bytes[...], at: Int64(first))
        model.bytes.replaceSubrange(first..<last, with: bytes)
        for index in start..<end { model.written[index] = true }
      }
      if step == 100 { (oldModel, oldPages) = (model, pages) }
    }
    let whole = 0..<pages.length
    #expect(ByteSource(pages, whole).joined() == model.bytes)
    #expect(pages.ranges(in: whole) == model.ranges { model.written[$0] })
    let changes = pages.changes(since: oldPages, in: whole)
    #expect(
      changes.written
        == model.ranges { index in
          let part = index * Self.sector..<(index + 1) * Self.sector
          return model.written[index] && !(oldModel.written[index] && oldModel.bytes[part] == model.bytes[part])
        })
    #expect(changes.cleared == model.ranges { oldModel.written[$0] && !model.written[$0] })
    #expect(ByteSource(oldPages, whole).joined() == oldModel.bytes)
  }

  @Test func bytesBetweenSectorsAreClearedAndStayWritten() {
    var pages = SparsePages(length: 2048)
    pages.write([UInt8](repeating: 7, count: 2048)[...], at: 0)
    pages.clear(100..<1500)
    #expect(pages.ranges(in: 0..<2048) == [0..<512, 1024..<2048])
    let bytes = ByteSource(pages, 0..<2048).joined()
    #expect(bytes[..<100].allSatisfy { $0 == 7 } && bytes[1500...].allSatisfy { $0 == 7 })
    #expect(bytes[100..<1500].allSatisfy { $0 == 0 })
  }

  @Test func aTebibyteIsGivenOutInSmallPieces() {
    var pages = SparsePages(length: 1 << 40)
    pages.write([UInt8](repeating: 1, count: 512)[...], at: 1 << 39)
    var source = ByteSource(pages, 0..<pages.length)
    #expect(source.count == 1 << 40)
    var taken: Int64 = 0
    for _ in 0..<1000 {
      let piece = source.next(1 << 20)
      taken += Int64(piece?.count ?? 0)
      #expect((1...1 << 20).contains(piece?.count ?? 0))
    }
    #expect(source.count == (1 << 40) - taken)
    let written: Range<Int64> = (1 << 39)..<(1 << 39) + 512
    #expect(pages.ranges(in: 0..<pages.length) == [written])
    pages.resize(to: 1 << 20)
    #expect(pages.ranges(in: 0..<pages.length).isEmpty)
  }

  /// SplitMix64
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }
}
