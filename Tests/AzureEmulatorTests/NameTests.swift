import Testing

@testable import AzureEmulator

@Suite struct NameTests {
  @Test func namesOfBlobsAreTheirBytes() {
    let (composed, decomposed) = (BlobName("caf\u{e9}"), BlobName("cafe\u{301}"))
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(decomposed < composed)
    #expect(Set([composed, decomposed, BlobName("caf\u{e9}")]).count == 2)
    // By UTF-16 the second would come first.
    #expect(BlobName("\u{FFFD}") < BlobName("\u{1F600}"))
  }

  @Test func namesOfFilesAreTheSameInAnyCase() {
    #expect(FileName("Größe.TXT") == FileName("gRÖßE.txt"))
    #expect(FileName("a") < FileName("B"))
    #expect(FileName("ABC").starts(with: FileName("ab")))
    // Composed and decomposed are two, as on Windows.
    #expect(FileName("\u{e9}") != FileName("e\u{301}"))
  }

  @Test func pathsLoseTheirDotsUnlessAskedFor() throws {
    #expect(try FilePath("a./b..", keepsTrailingDots: false).text == "a/b")
    #expect(try FilePath("a./b..", keepsTrailingDots: true).text == "a./b..")
    #expect(try FilePath("a//b/", keepsTrailingDots: true).text == "a/b")
    #expect(try FilePath("", keepsTrailingDots: true).names.isEmpty)
    for text in ["a/..", ".", "a*b", "a\u{1}", String(repeating: "n", count: 256), "...x/..."] {
      #expect(throws: StorageFault.self) { try FilePath(text, keepsTrailingDots: false) }
    }
  }
}
