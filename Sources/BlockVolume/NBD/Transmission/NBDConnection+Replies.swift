extension NBDConnection {
  /// Adds a short reply; sends what is there where it does not fit.
  func reply(_ encode: (inout [UInt8]) -> Void) throws(NBDEnd) {
    if output.add(encode) { return }
    try send()
    _ = output.add(encode)
  }

  func succeed(_ cookie: UInt64) throws(NBDEnd) {
    try reply { NBDSimpleReply(cookie).encode(into: &$0) }
  }

  func refuse(_ cookie: UInt64, _ refusal: NBDRefusal) throws(NBDEnd) {
    let session = session
    try reply { session.encodeRefusal(cookie, refusal, into: &$0) }
  }
}

extension NBDSession {
  func encodeRefusal(_ cookie: UInt64, _ refusal: NBDRefusal, into bytes: inout [UInt8]) {
    if hasStructuredReplies {
      NBDReplyChunk.encodeError(cookie, refusal.number, refusal.message, into: &bytes)
    } else {
      NBDSimpleReply(cookie, refusal.number).encode(into: &bytes)
    }
  }

  func success(_ cookie: UInt64) -> [UInt8] {
    var head: [UInt8] = []
    NBDSimpleReply(cookie).encode(into: &head)
    return head
  }

  /// The head of a read's answer, and what follows it.
  func readReply(
    _ cookie: UInt64, _ data: IOSlice, offset: Int64, isLast: Bool = true
  ) -> ([UInt8], IOSlice?) {
    let isZero = hasStructuredReplies && data.isZero
    var head: [UInt8] = []
    encodeRead(cookie, offset: offset, count: data.count, isZero: isZero, isLast: isLast, into: &head)
    return (head, isZero ? nil : data)
  }

  /// What stands before `data`, or says that it is nothing but zeros: then no data follows.
  func encodeRead(
    _ cookie: UInt64, offset: Int64, count: Int, isZero: Bool, isLast: Bool, into bytes: inout [UInt8]
  ) {
    if !hasStructuredReplies {
      NBDSimpleReply(cookie).encode(into: &bytes)
    } else if count == 0 {
      NBDReplyChunk.encodeNone(cookie, into: &bytes)
    } else if isZero {
      NBDReplyChunk.encodeHole(cookie, offset: offset, count: count, isLast: isLast, into: &bytes)
    } else {
      NBDReplyChunk.encodeData(cookie, offset: offset, count: count, isLast: isLast, into: &bytes)
    }
  }
}
