/// What sends HTTP requests: the client itself, or a decorator around it that signs, logs or counts.
public protocol HTTPTransport: Sendable {
  /// Sends one request and gives its reply when all of the reply's body has arrived.
  ///
  /// A reply of any status is a success here: what 404 means is the caller's business. Throws where no whole reply
  /// came. Nothing is repeated, but for a request on a kept-alive connection that ends before the first byte of a reply:
  /// it goes out once more on another connection, unless its body was sent whole and it is a POST or has a condition
  /// (`If-Match`, `If-None-Match`). Cancelling the calling task ends the transfer.
  func send(_ call: HTTPCall) async throws(HTTPError) -> HTTPReply
}
