import Testing

@testable import ElastoSync

@Suite struct ContentTypeTests {
  @Test(
    arguments: [
      ("a/b/photo.JPG", "image/jpeg"), ("index.html", "text/html"), ("x.tar.gz", "application/gzip"), ("a.b/c", nil),
      (".gz", nil), ("a/.json", nil), ("x.unknown", nil), ("", nil), ("x.", nil),
    ] as [(String, String?)])
  func theLastExtensionDecides(_ name: String, _ type: String?) { #expect(ContentType.of(name) == type) }
}
