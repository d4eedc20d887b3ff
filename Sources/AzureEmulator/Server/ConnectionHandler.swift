import NIOCore
import NIOHTTP1

/// Collects the requests of a connection, and writes the replies in their order.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// More than any request of a test has: bodies are held in memory.
  private static let largestBody = 512 << 20

  private let service: BlobService
  private let faults: FaultDice
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var isTooLarge = false

  init(_ service: BlobService, _ faults: FaultDice) {
    self.service = service
    self.faults = faults
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.removeAll(keepingCapacity: false)
      isTooLarge = false
      if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length <= Self.largestBody {
        body.reserveCapacity(length)
      }
      if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        context.writeAndFlush(
          wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
      }
    case .body(let buffer):
      isTooLarge = isTooLarge || body.count + buffer.readableBytes > Self.largestBody
      if !isTooLarge { buffer.withUnsafeReadableBytes { body.append(contentsOf: $0) } }
    case .end:
      guard let head else { return }
      self.head = nil
      let bytes = body
      body = []
      answer(head, bytes, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ head: HTTPRequestHead, _ bytes: [UInt8], _ context: ChannelHandlerContext) {
    let fault = faults.roll()
    if fault == .resetBefore { return context.close(promise: nil) }
    let requestID = Identifier.new()
    var reply = fault?.reply ?? reply(to: head, bytes, requestID)
    if fault == .replyLost { return context.close(promise: nil) }
    reply.fields += [
      ("x-ms-request-id", requestID), ("x-ms-version", head.headers.first(name: "x-ms-version") ?? "2021-12-02"),
      ("Date", StorageTime.now.http), ("Server", "Elasto-Azure-Emulator/1.0"),
    ]
    if let id = head.headers.first(name: "x-ms-client-request-id") {
      reply.fields.append(("x-ms-client-request-id", id))
    }
    let isKept = head.isKeepAlive
    let (sent, isCut) = (reply, fault == .truncatedReply)
    guard service.settings.latency > 0 else {
      return write(sent, to: head, isKept: isKept, isCut: isCut, context)
    }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(service.settings.latency)) {
      let (handler, context) = bound.value
      handler.write(sent, to: head, isKept: isKept, isCut: isCut, context)
    }
  }

  private func reply(to head: HTTPRequestHead, _ bytes: [UInt8], _ requestID: String) -> EmulatorReply {
    do throws(StorageFault) {
      if isTooLarge { throw .tooLarge }
      guard
        let request = EmulatorRequest(
          method: head.method.rawValue, target: head.uri, fields: head.headers.map { ($0.name, $0.value) }, body: bytes)
      else { throw StorageFault(400, "InvalidUri", "The request's URI is not allowed.") }
      return try service.reply(to: request)
    } catch {
      return EmulatorReply(error, requestID: requestID)
    }
  }

  private func write(
    _ reply: EmulatorReply, to request: HTTPRequestHead, isKept: Bool, isCut: Bool, _ context: ChannelHandlerContext
  ) {
    let hasBody = request.method != .HEAD && ![204, 304].contains(reply.status)
    var headers = HTTPHeaders(reply.fields.map { ($0.name, $0.value) })
    if reply.status != 204 { headers.add(name: "Content-Length", value: "\(reply.statedLength ?? reply.bodyLength)") }
    if !isKept { headers.add(name: "Connection", value: "close") }
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if hasBody {
      for piece in isCut ? [] : reply.body {
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: piece)))), promise: nil)
      }
    }
    if isCut, hasBody, reply.bodyLength > 0 {
      context.flush()
      return context.close(promise: nil)
    }
    let promise = isKept ? nil : context.eventLoop.makePromise(of: Void.self)
    if let promise {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      promise.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
  }
}
