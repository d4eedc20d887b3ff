/// What a client may send to an NBD server, from its first byte on.
///
/// The first byte says how the rest is cut into pieces. After the handshake the rest is taken as requests. Ends the process
/// where the parsers hold more than they may, go on after the end, or let a request through that is not inside of the disk.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var bytes = Array(UnsafeBufferPointer(start: start, count: count))[...]
  guard let first = bytes.popFirst() else { return 0 }
  let piece = first == 0 ? bytes.count : Int(first)
  var handshake = NBDHandshake()
  var answers = 0
  while !bytes.isEmpty {
    handshake.receive(bytes.prefix(piece))
    bytes = bytes.dropFirst(piece)
    while let action = handshake.next(offers) {
      answers += 1
      precondition(answers <= NBDHandshake.mostOptions + 1, "options without end")
      switch action {
      case .send(let reply): precondition(reply.count <= NBDHandshake.longestOption)
      case .end: precondition(handshake.next(offers) == nil)
      case .transmit(_, let session, let rest):
        precondition(handshake.next(offers) == nil)
        transmit(session, rest + bytes)
        return 0
      }
    }
  }
  return 0
}

private let size: Int64 = 1 << 30

private let offers = NBDOffers(
  list: [offer("disk", isReadOnly: false), offer("other", isReadOnly: true)], standard: Array("disk".utf8))

private func offer(_ name: String, isReadOnly: Bool) -> NBDOffer {
  NBDOffer(
    name: Array(name.utf8), description: [], size: UInt64(size), isReadOnly: isReadOnly, block: 512, preferred: 4096,
    largest: 32 << 20)
}

private func transmit(_ session: NBDSession, _ bytes: [UInt8]) {
  let check = NBDRequestCheck(
    size: size, block: 512, isReadOnly: session.export == Array("other".utf8), largest: 32 << 20, session: session)
  var rest = bytes[...]
  while rest.count >= NBDRequest.size {
    let head = Array(rest.prefix(NBDRequest.size))
    guard let request = NBDRequest(decoding: head.span.bytes) else { return }
    var again: [UInt8] = []
    request.encode(into: &again)
    precondition(again == head, "a request is encoded otherwise than it was decoded")
    rest = rest.dropFirst(NBDRequest.size + request.payload)
    do throws(NBDRefusal) {
      try verify(check.operation(request), check)
    } catch {
      var reply: [UInt8] = []
      NBDReplyChunk.encodeError(request.cookie, error.number, error.message, into: &reply)
    }
  }
}

private func verify(_ operation: NBDOperation, _ check: NBDRequestCheck) {
  switch operation {
  case .read(let range, _): precondition(isInside(range) && range.count <= check.largest)
  case .cache(let range): precondition(isInside(range))
  case .status(let range, let limit):
    precondition(isInside(range) && !range.isEmpty && limit > 0 && check.session.hasAllocationContext)
  case .write(let range, _): precondition(isInside(range) && isWhole(range) && !check.isReadOnly)
  case .zero(let range, _, _): precondition(range.isEmpty || isInside(range) && isWhole(range) && !check.isReadOnly)
  case .flush, .disconnect: break
  }
}

private func isInside(_ range: Range<Int64>) -> Bool { range.lowerBound >= 0 && range.upperBound <= size }

private func isWhole(_ range: Range<Int64>) -> Bool {
  range.lowerBound % 512 == 0 && range.upperBound % 512 == 0
}
