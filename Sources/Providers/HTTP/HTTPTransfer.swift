import HTTPTypes
import Synchronization

/// One call on its way through the client.
final class HTTPTransfer: @unchecked Sendable {
  // SAFETY: the calling task makes it and gives it away by `HTTPInbox.start`; from then on only the client's thread uses
  // its variables, until it resumes `continuation`, and then it is the task's again. `isCancelled` is atomic.

  let request: HTTPRequest
  let text: HTTPRequestText
  let body: HTTPBodySource
  let sink: (any ByteSink)?
  let collectionLimit: Int
  let redirectLimit: Int
  let pace: (any TransferPace)?
  let cancellation = CancellationFlag()
  var continuation: UnsafeContinuation<Void, Never>?

  /// While libcurl works on it.
  var handle: EasyHandle?
  /// Its place in the list of transfers that have not ended; `nil` before and after.
  var place: Int?
  /// Hands the download to a sink that may block.
  var feed: SinkFeed?

  /// Reads the body from its file.
  var readAhead: FileReadAhead?

  var head = HTTPReplyHead()
  var collected: [UInt8] = []
  var receivedBytes: Int64 = 0
  /// Bytes of the body that libcurl has asked for.
  var sentBytes: Int64 = 0
  /// What went wrong first; nothing is delivered after it.
  var failure: HTTPError?
  var stall = StallWatch()
  var flow = TransferFlow()
  /// Nanoseconds of `MonotonicTime`; 0 before it came.
  var firstByteTime: Int64 = 0

  init(_ call: HTTPCall, body: HTTPBodySource, pace: (any TransferPace)?) throws(HTTPError) {
    request = call.request
    text = try HTTPRequestText(call.request)
    self.body = body
    sink = call.sink
    collectionLimit = call.collectionLimit
    redirectLimit = call.redirectLimit
    self.pace = pace
  }

  /// Keeps the first failure.
  func fail(_ code: HTTPError.Code, _ message: String, isRetryable: Bool = false, cause: (any Error)? = nil) {
    if failure != nil { return }
    failure = HTTPError(code, message, location: request.location, isRetryable: isRetryable, cause: cause)
  }
}
