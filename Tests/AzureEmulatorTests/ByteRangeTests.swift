import Testing

@testable import AzureEmulator

@Suite struct ByteRangeTests {
  @Test func rangesAreCutAtTheEnd() throws {
    #expect(try #require(ByteRange("bytes=0-511")).resolved(in: 100) == 0..<100)
    #expect(try #require(ByteRange("bytes=5-9")).resolved(in: 100) == 5..<10)
    #expect(try #require(ByteRange("bytes=99-")).resolved(in: 100) == 99..<100)
    #expect(try #require(ByteRange("bytes=0-\(Int64.max)")).resolved(in: 7) == 0..<7)
  }

  @Test(arguments: ["bytes=100-", "bytes=100-200", "bytes=\(Int64.max)-\(Int64.max)"])
  func whatBeginsBehindTheEndIsRefused(_ text: String) throws {
    let range = try #require(ByteRange(text))
    #expect(throws: StorageFault.self) { try range.resolved(in: 100) }
  }

  @Test func theLastNumberEndsNoRange() throws {
    #expect(try #require(ByteRange("bytes=0-\(Int64.max)")).whole == nil)
    #expect(try #require(ByteRange("bytes=0-511")).whole == 0..<512)
    #expect(try #require(ByteRange("bytes=0-")).whole == nil)
  }

  @Test(arguments: [
    "", "bytes=", "bytes=-5", "bytes=5-4", "bytes=a-b", "0-5", "bytes=0-5,7-9", "bytes=0-\(UInt64.max)",
  ])
  func whatIsNoRangeIsNone(_ text: String) { #expect(ByteRange(text) == nil) }
}
