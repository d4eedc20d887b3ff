/// What sends HTTP requests: the client itself, or a decorator around it that signs, logs or counts.
public protocol HTTPTransport: Sendable {
  /// Sends one request and gives its reply when all of the reply's body has arrived.
  ///
  /// A reply of any status is a success here: what 404 means is the caller's business. Throws where no whole reply
  /// came. Nothing is repeated, but for a request that a kept-alive connection refused before it was sent. Cancelling
  /// the calling task ends the transfer.
  func send(_ call: HTTPCall) async throws(HTTPError) -> HTTPReply
}
