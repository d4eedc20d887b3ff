import Testing

@testable import BlockVolume

/// Bytes as the protocol's document gives them.
@Suite struct NBDHandshakeRecordsTests {
  @Test func greeting() {
    let bytes: [UInt8] = Array("NBDMAGICIHAVEOPT".utf8) + [0, 3]
    #expect(encoded(NBDGreeting(.all).encode) == bytes)
    #expect(NBDGreeting(decoding: bytes) == NBDGreeting(.all))
    #expect(NBDGreeting(decoding: Array(bytes.dropLast())) == nil)
    #expect(NBDGreeting(decoding: Array("NBDMAGICIHAVEOPU".utf8) + [0, 3]) == nil)
  }

  @Test func option() {
    let bytes: [UInt8] = Array("IHAVEOPT".utf8) + [0, 0, 0, 7, 0, 0, 0, 2, 0xab, 0xcd]
    #expect(encoded(NBDOption(.go, [0xab, 0xcd]).encode) == bytes)
  }

  @Test func optionReply() {
    let bytes: [UInt8] = [0, 3, 0xe8, 0x89, 4, 0x55, 0x65, 0xa9, 0, 0, 0, 3, 0x80, 0, 0, 6, 0, 0, 0, 1, 0x21]
    let reply = NBDOptionReply(3, .unknownExport, [0x21])
    #expect(encoded(reply.encode) == bytes)
    var fields = BigEndianFields(bytes + [9])
    #expect(NBDOptionReply(decoding: &fields) == reply)
    #expect(fields.rest == [9])
    var cut = BigEndianFields(bytes.dropLast())
    #expect(NBDOptionReply(decoding: &cut) == nil)
  }

  @Test(
    arguments: [
      (.export(size: 0x0102_0304_0506_0708, [.hasFlags, .flush]), [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 5]),
      (.name(Array("disk".utf8)), [0, 1, 0x64, 0x69, 0x73, 0x6b]),
      (.description(Array("d".utf8)), [0, 2, 0x64]),
      (
        .blockSizes(block: 512, preferred: 4096, largest: 32 << 20),
        [0, 3, 0, 0, 2, 0, 0, 0, 0x10, 0, 2, 0, 0, 0]
      ),
    ] as [(NBDInformation, [UInt8])])
  func information(value: NBDInformation, bytes: [UInt8]) {
    #expect(value.encoded == bytes)
    #expect(NBDInformation(decoding: bytes) == value)
  }

  @Test func infoRequest() {
    let bytes: [UInt8] = [0, 0, 0, 2, 0x61, 0x62, 0, 2, 0, 3, 0, 1]
    #expect(NBDInfoRequest(Array("ab".utf8), [3, 1]).encoded == bytes)
    #expect(NBDInfoRequest(decoding: bytes) == NBDInfoRequest(Array("ab".utf8), [3, 1]))
    for count in 0..<bytes.count { #expect(NBDInfoRequest(decoding: Array(bytes.prefix(count))) == nil) }
    #expect(NBDInfoRequest(decoding: bytes + [0]) == nil)
    #expect(NBDInfoRequest(decoding: [0xff, 0xff, 0xff, 0xff, 0, 0]) == nil)
  }

  @Test func metaContextRequest() {
    let bytes: [UInt8] = [0, 0, 0, 1, 0x61, 0, 0, 0, 2, 0, 0, 0, 2, 0x78, 0x3a, 0, 0, 0, 0]
    let request = NBDMetaContextRequest([0x61], [[0x78, 0x3a], []])
    #expect(request.encoded == bytes)
    #expect(NBDMetaContextRequest(decoding: bytes) == request)
    for count in 0..<bytes.count { #expect(NBDMetaContextRequest(decoding: Array(bytes.prefix(count))) == nil) }
    #expect(NBDMetaContextRequest(decoding: bytes + [0]) == nil)
    #expect(NBDMetaContextRequest(decoding: [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]) == nil)
  }

  private func encoded(_ encode: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    encode(&bytes)
    return bytes
  }
}
