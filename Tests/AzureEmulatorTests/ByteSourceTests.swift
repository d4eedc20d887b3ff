import Testing

@testable import AzureEmulator

@Suite struct ByteSourceTests {
  @Test(arguments: [1, 2, 3, 7, 100])
  func piecesFollowOneAnother(_ most: Int) {
    let parts: [[UInt8]] = [[1, 2, 3], [], [4], [5, 6, 7, 8, 9]]
    var source = ByteSource(parts.map { $0[...] })
    #expect(source.count == 9)
    var found: [UInt8] = []
    while let piece = source.next(most) {
      #expect((1...most).contains(piece.count))
      found += piece
      #expect(source.count == 9 - Int64(found.count))
    }
    #expect(found == Array(1...9))
    #expect(source.next(most) == nil)
  }

  @Test func nothingIsGivenOutOfNothing() {
    var source = ByteSource(SparsePages(length: 0), 0..<0)
    #expect(source.next(10) == nil)
    #expect(ByteSource([[]]).joined().isEmpty)
  }
}
