import NIOCore
import NIOHTTP1

/// Collects the requests of a connection, and writes the replies in their order.
final class ServiceConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private static let largestBody = 64 << 10

  private let answer: ServiceEndpoint.Answer
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []

  init(_ answer: @escaping ServiceEndpoint.Answer) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
    case .body(let part):
      if body.count + part.readableBytes > Self.largestBody { return context.close(promise: nil) }
      part.withUnsafeReadableBytes { body.append(contentsOf: $0) }
    case .end:
      guard let head else { return }
      self.head = nil
      let path = String(head.uri.prefix { $0 != "?" })
      reply(to: ServiceRequest(head.method.rawValue, path, body: body), isKept: head.isKeepAlive, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// The pipeline hands out the next request only when this one is answered.
  private func reply(to request: ServiceRequest, isKept: Bool, _ context: ChannelHandlerContext) {
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    let answer = answer
    context.eventLoop.makeFutureWithTask { await answer(request) }.whenSuccess { reply in
      Self.write(reply, isKept: isKept, bound.value)
    }
  }

  private static func write(_ reply: ServiceReply, isKept: Bool, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    let headers = HTTPHeaders([
      ("Content-Type", reply.contentType), ("Content-Length", "\(reply.body.count)"),
      ("Connection", isKept ? "keep-alive" : "close"),
    ])
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
    let channel = context.channel
    channel.write(HTTPServerResponsePart.head(head), promise: nil)
    channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: reply.body))), promise: nil)
    channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
      if !isKept { channel.close(promise: nil) }
    }
  }
}
