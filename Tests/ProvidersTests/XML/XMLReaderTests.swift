import Testing

@testable import Providers

@Suite struct XMLReaderTests {
  private static let listing = """
    <?xml version="1.0" encoding="UTF-8"?>
    <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
      <IsTruncated>true</IsTruncated>
      <Contents><Key>a%20b+c&amp;&lt;&#233;</Key><Size>12</Size><ETag>&quot;e&quot;</ETag>
        <LastModified>2026-11-22T15:59:33.123Z</LastModified><StorageClass>STANDARD</StorageClass>
        <Owner><ID>not a key</ID></Owner></Contents>
      <Contents><Key><![CDATA[x/y]]></Key><Size>0</Size></Contents>
      <CommonPrefixes><Prefix>f%2Fg/</Prefix></CommonPrefixes>
      <EncodingType>url</EncodingType>
    </ListBucketResult>
    """

  @Test(arguments: [1, 2, 7, 64, 100_000])
  func aDocumentInPiecesIsTheDocument(_ size: Int) throws {
    let reader = XMLReader(S3ListReply())
    let bytes = Array(Self.listing.utf8)
    for round in 0..<2 {
      for start in stride(from: 0, to: bytes.count, by: size) {
        try bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { try reader.write($0) }
      }
      let reply = try reader.finish()
      #expect(reply.objects.map(\.key) == ["a b c&<é", "x/y"])
      #expect(reply.objects.map(\.size) == [12, 0])
      #expect(reply.objects.map(\.etag) == ["e", nil])
      #expect(reply.objects.first?.modified == 1_795_363_173_000_000_000)
      #expect(reply.folders == ["f/g/"])
      #expect(reply.isTruncated)
      if round == 0 { reader.restart() }
    }
  }

  @Test func everyCutDocumentIsNoticed() {
    let bytes = Array(Self.listing.utf8)
    for count in stride(from: 0, to: bytes.count - 1, by: 3) {
      #expect(throws: XMLFault.self) { try XMLReader.read(Array(bytes[..<count]), as: S3ListReply()) }
    }
  }

  /// Any damage ends in a fault or in some document; never in a crash.
  @Test func damagedDocumentsAreSurvived() {
    var generator = SeededGenerator(seed: 5)
    let bytes = Array(Self.listing.utf8)
    for _ in 0..<3000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      _ = try? XMLReader.read(damaged, as: S3ListReply())
    }
  }

  @Test(arguments: [
    "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><ListBucketResult>&a;</ListBucketResult>",
    "<ListBucketResult>&undefined;</ListBucketResult>",
  ])
  func entitiesAreNotExpanded(_ text: String) {
    #expect(throws: XMLFault.self) { try XMLReader.read(Array(text.utf8), as: S3ListReply()) }
  }

  @Test func aHugeDocumentIsGivenUp() {
    let reader = XMLReader(S3ListReply())
    let filler = Array("<ListBucketResult>".utf8) + [UInt8](repeating: 0x20, count: 1 << 20)
    #expect(throws: XMLFault.self) {
      for _ in 0..<40 {
        try filler.withUnsafeBytes { try reader.write(UnsafeRawBufferPointer(rebasing: $0[18...])) }
      }
    }
  }
}
