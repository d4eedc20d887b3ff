import Testing

@testable import BlockVolume

/// Bytes as the protocol's document gives them.
@Suite struct NBDTransmissionRecordsTests {
  @Test func request() {
    let bytes: [UInt8] =
      [0x25, 0x60, 0x95, 0x13, 0, 1, 0, 6] + [1, 2, 3, 4, 5, 6, 7, 8] + [0, 0, 0, 1, 0, 0, 2, 0] + [0, 0, 0x10, 0]
    let request = NBDRequest(
      .writeZeroes, .forceUnitAccess, cookie: 0x0102_0304_0506_0708, offset: 0x1_0000_0200, length: 4096)
    #expect(encoded(request.encode) == bytes)
    #expect(NBDRequest(decoding: bytes.span.bytes) == request)
    let (cut, other) = (Array(bytes.dropLast()), [0x26] + bytes.dropFirst())
    #expect(NBDRequest(decoding: cut.span.bytes) == nil)
    #expect(NBDRequest(decoding: other.span.bytes) == nil)
  }

  @Test func onlyWritesHaveAPayload() {
    for kind in 0...UInt16(8) {
      var request = NBDRequest(.read, cookie: 1, length: .max)
      request.kind = kind
      #expect(request.payload == (kind == 1 ? Int(UInt32.max) : 0))
    }
  }

  @Test func simpleReply() {
    let bytes: [UInt8] = [0x67, 0x44, 0x66, 0x98, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 9]
    #expect(encoded(NBDSimpleReply(9, .noSpace).encode) == bytes)
    var fields = BigEndianFields(bytes)
    #expect(NBDSimpleReply(decoding: &fields) == NBDSimpleReply(9, .noSpace))
    #expect(encoded(NBDSimpleReply(9).encode)[4..<8] == [0, 0, 0, 0])
  }

  @Test func chunks() {
    let magic: [UInt8] = [0x66, 0x8e, 0x33, 0xef]
    let cookie: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 7]
    #expect(encoded { NBDReplyChunk.encodeNone(7, into: &$0) } == magic + [0, 1, 0, 0] + cookie + [0, 0, 0, 0])
    #expect(
      encoded { NBDReplyChunk.encodeData(7, offset: 512, count: 3, isLast: false, into: &$0) }
        == magic + [0, 0, 0, 1] + cookie + [0, 0, 0, 11] + [0, 0, 0, 0, 0, 0, 2, 0])
    #expect(
      encoded { NBDReplyChunk.encodeHole(7, offset: 512, count: 1024, isLast: true, into: &$0) }
        == magic + [0, 1, 0, 2] + cookie + [0, 0, 0, 12] + [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 4, 0])
    #expect(
      encoded {
        NBDReplyChunk.encodeStatus(7, context: 1, [NBDStatusExtent(length: 5, [.hole, .zero])], into: &$0)
      } == magic + [0, 1, 0, 5] + cookie + [0, 0, 0, 12] + [0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 3])
    #expect(
      encoded { NBDReplyChunk.encodeError(7, .invalid, "no", into: &$0) }
        == magic + [0, 1, 0x80, 1] + cookie + [0, 0, 0, 8] + [0, 0, 0, 22, 0, 2, 0x6e, 0x6f])
  }

  @Test func aLongMessageIsCutBetweenCharacters() {
    let bytes = encoded { NBDReplyChunk.encodeError(7, .invalid, String(repeating: "€", count: 5000), into: &$0) }
    let text = bytes.dropFirst(NBDReplyChunk.headSize + 6)
    #expect(text.count == NBDReplyChunk.longestMessage / 3 * 3)
    #expect(String(validating: text, as: UTF8.self)?.allSatisfy { $0 == "€" } == true)
  }

  @Test func neighboursOfOneKindAreOneExtent() {
    let extents = [
      BlockExtent(0..<512, .hole), BlockExtent(512..<1024, .hole), BlockExtent(1024..<2048, .zeroes),
      BlockExtent(2048..<4096, .data),
    ]
    #expect(
      NBDStatusExtent.list(extents, in: 100..<3000) == [
        NBDStatusExtent(length: 924, [.hole, .zero]), NBDStatusExtent(length: 1024, .zero),
        NBDStatusExtent(length: 952, []),
      ])
  }

  private func encoded(_ encode: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    encode(&bytes)
    return bytes
  }
}
