import NIOCore
import NIOHTTP1

/// Collects the requests of a connection, and writes the replies in their order.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// How much of a reply is copied for the network at once.
  private static let pieceLength = 256 << 10

  /// A request that is arriving. Its body is held in memory, in an array that is made as long as the request says.
  private struct Incoming {
    var head: HTTPRequestHead
    var request: EmulatorRequest?
    var body: [UInt8] = []
    var limit = 0
    var isTooLarge = false
    var hasNoLength = false

    mutating func receive(_ buffer: ByteBuffer) {
      isTooLarge = isTooLarge || body.count + buffer.readableBytes > limit
      if !isTooLarge, !hasNoLength { buffer.withUnsafeReadableBytes { body.append(contentsOf: $0) } }
    }
  }

  /// A reply on its way.
  private struct Outgoing {
    var body: ByteSource
    var isKept: Bool
  }

  private let service: any StorageService
  private let faults: FaultDice
  private var incoming: Incoming?
  private var outgoing: Outgoing?
  private var isPumping = false

  init(_ service: any StorageService, _ faults: FaultDice) {
    self.service = service
    self.faults = faults
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      incoming = begin(head, from: context.channel.remoteAddress?.ipAddress ?? "")
      if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        context.writeAndFlush(
          wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
      }
    case .body(let buffer): incoming?.receive(buffer)
    case .end:
      guard let arrived = incoming else { return }
      incoming = nil
      answer(arrived, context)
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    pump(context)
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func begin(_ head: HTTPRequestHead, from peer: String) -> Incoming {
    var arriving = Incoming(head: head)
    arriving.request = EmulatorRequest(
      method: head.method.rawValue, target: head.uri, fields: head.headers.map { ($0.name, $0.value) }, peer: peer)
    arriving.limit = arriving.request.map(service.largestBody) ?? 0
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
      arriving.isTooLarge = length > arriving.limit
      if !arriving.isTooLarge { arriving.body.reserveCapacity(length) }
    } else {
      arriving.hasNoLength = head.headers.contains(name: "transfer-encoding")
    }
    return arriving
  }

  private func answer(_ arrived: Incoming, _ context: ChannelHandlerContext) {
    let head = arrived.head
    let fault = faults.roll()
    if fault == .resetBefore { return context.close(promise: nil) }
    let requestID = Identifier.new()
    var reply = fault?.reply ?? reply(to: arrived, requestID)
    if fault == .replyLost { return context.close(promise: nil) }
    reply.fields += [
      ("x-ms-request-id", requestID), ("x-ms-version", head.headers.first(name: "x-ms-version") ?? "2021-12-02"),
      ("Date", StorageTime.now.http), ("Server", "Elasto-Azure-Emulator/1.0"),
    ]
    if let id = head.headers.first(name: "x-ms-client-request-id") {
      reply.fields.append(("x-ms-client-request-id", id))
    }
    let (sent, isCut) = (reply, fault == .truncatedReply)
    guard service.settings.latency > 0 else { return write(sent, to: head, isCut: isCut, context) }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(service.settings.latency)) {
      let (handler, context) = bound.value
      handler.write(sent, to: head, isCut: isCut, context)
    }
  }

  private func reply(to arrived: Incoming, _ requestID: String) -> EmulatorReply {
    do throws(StorageFault) {
      guard var request = arrived.request else {
        throw StorageFault(400, "InvalidUri", "The request's URI is not allowed.")
      }
      if arrived.hasNoLength { throw .missingLength }
      if arrived.isTooLarge { throw .tooLarge }
      request.body = arrived.body
      return try service.reply(to: request, at: .now)
    } catch {
      return EmulatorReply(error, requestID: requestID)
    }
  }

  private func write(
    _ reply: EmulatorReply, to request: HTTPRequestHead, isCut: Bool, _ context: ChannelHandlerContext
  ) {
    let hasBody = request.method != .HEAD && ![204, 304].contains(reply.status)
    var headers = HTTPHeaders(reply.fields.map { ($0.name, $0.value) })
    if reply.status != 204 { headers.add(name: "Content-Length", value: "\(reply.statedLength ?? reply.body.count)") }
    if !request.isKeepAlive { headers.add(name: "Connection", value: "close") }
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if isCut, hasBody, reply.body.count > 0 {
      context.flush()
      return context.close(promise: nil)
    }
    outgoing = Outgoing(body: hasBody ? reply.body : ByteSource(), isKept: request.isKeepAlive)
    pump(context)
  }

  /// Writes as much of the reply as the network takes; the rest when it takes more.
  private func pump(_ context: ChannelHandlerContext) {
    // A flush may tell at once that there is room again, and a reply's end may bring the next request at once.
    guard !isPumping else { return }
    isPumping = true
    defer { isPumping = false }
    while outgoing != nil, context.channel.isWritable {
      guard let piece = outgoing?.body.next(Self.pieceLength) else {
        finish(context)
        continue
      }
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: piece)))), promise: nil)
      if !context.channel.isWritable { context.flush() }
    }
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard let reply = outgoing else { return }
    outgoing = nil
    let promise = reply.isKept ? nil : context.eventLoop.makePromise(of: Void.self)
    if let promise {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      promise.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
  }
}
