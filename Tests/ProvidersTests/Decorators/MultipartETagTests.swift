import Testing

@testable import Providers

@Suite struct MultipartETagTests {
  /// From Python: hashlib.md5(md5(b"hello").digest() + md5(b"world").digest()).hexdigest()
  @Test func isTheDigestOfThePartsDigests() {
    let parts = [
      UploadedPart(number: 1, size: 5, etag: "\"5d41402abc4b2a76b9719d911017c592\""),
      UploadedPart(number: 2, size: 5, etag: "7D793037A0760186574B0282F2F435E7"),
    ]
    #expect(MultipartETag.text(of: parts) == "065947336a2f2a95ba8899f3675c3be6-2")
  }

  @Test(arguments: [
    "", "5d41402abc4b2a76b9719d911017c59", "5d41402abc4b2a76b9719d911017c59g", "5d41402abc4b2a76b9719d911017c592-1",
  ])
  func nothingIsConcludedFromOtherETags(_ etag: String) {
    #expect(MultipartETag.text(of: [UploadedPart(number: 1, size: 5, etag: etag)]) == nil)
    #expect(MultipartETag.text(of: []) == nil)
  }

  @Test func aPartIsKnownByItsBytes() {
    let part = UploadedPart(number: 1, size: 5, etag: "\"5d41402abc4b2a76b9719d911017c592\"")
    #expect(MultipartETag.isOf(Array("hello".utf8), part))
    #expect(!MultipartETag.isOf(Array("hellO".utf8), part))
    #expect(!MultipartETag.isOf(Array("hell".utf8), part))
  }
}
