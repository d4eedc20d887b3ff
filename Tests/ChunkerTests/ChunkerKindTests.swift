import Testing

@testable import Chunker

@Suite struct ChunkerKindTests {
  @Test func aRepositoryThatNamesNoneIsCutWithRabin() throws {
    #expect(try ChunkerKind(recorded: nil) == .rabin)
    #expect(ChunkerKind.rabin.recorded == nil)
  }

  @Test func recordedNamesComeBack() throws {
    #expect(ChunkerKind.fast.recorded == "elasto-fast-1")
    #expect(try ChunkerKind(recorded: "elasto-fast-1") == .fast)
    #expect(try ChunkerKind(recorded: "rabin") == .rabin)
  }

  @Test(arguments: ["", "fast", "elasto-fast-2"])
  func unknownNamesAreRefused(name: String) {
    let error = #expect(throws: ChunkerError.self) { try ChunkerKind(recorded: name) }
    #expect(error?.code == .unknownAlgorithm)
  }

  @Test(arguments: ChunkerKind.allCases)
  func aDamagedPolynomialGivesNoChunker(kind: ChunkerKind) throws {
    #expect(try kind.makeChunker(polynomial: 0x3d_a335_8b4d_c173).maximumSize == 8 << 20)
    #expect(throws: ChunkerError.self) { try kind.makeChunker(polynomial: 0x3d_a335_8b4d_c172) }
  }
}
