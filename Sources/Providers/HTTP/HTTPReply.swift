public import HTTPTypes

/// A whole reply.
public struct HTTPReply: Sendable {
  /// The final status and its header fields; those of 1xx replies and of trailers are not kept.
  public var response: HTTPResponse
  /// What was collected; empty where the body went to a sink.
  public var body: [UInt8]
  /// Bytes that went to the sink or were collected.
  public var receivedBytes: Int64

  public init(response: HTTPResponse, body: [UInt8] = [], receivedBytes: Int64 = 0) {
    self.response = response
    self.body = body
    self.receivedBytes = receivedBytes
  }
}
