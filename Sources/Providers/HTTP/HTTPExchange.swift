import HTTPTypes
import Synchronization

/// What an observer is to be told of one call, while it is under way. Used by the calling task.
final class HTTPExchange: Sendable {
  private let request: HTTPRequest
  private let start = MonotonicTime.nanoseconds()
  private let moved = Mutex((sent: Int64(0), received: Int64(0), firstByte: Int64(0)))

  init(_ request: HTTPRequest) { self.request = request }

  func note(_ transfer: HTTPTransfer) {
    moved.withLock { $0 = (transfer.sentBytes, transfer.receivedBytes, transfer.firstByteTime) }
  }

  func record(of reply: HTTPReply) -> HTTPRecord {
    var record = record
    record.status = reply.response.status.code
    let fields = reply.response.headerFields
    record.requestID = Self.idFields.lazy.compactMap { fields[$0] }.first
    return record
  }

  func record(of error: HTTPError) -> HTTPRecord {
    var record = record
    record.failure = error.code
    return record
  }

  private var record: HTTPRecord {
    let moved = moved.withLock { $0 }
    return HTTPRecord(
      method: request.method, location: request.location, queryNames: request.queryNames,
      sentBytes: moved.sent, receivedBytes: moved.received,
      timeToFirstByte: moved.firstByte == 0 ? nil : .nanoseconds(moved.firstByte - start),
      duration: .nanoseconds(MonotonicTime.nanoseconds() - start))
  }

  private static let idFields = ["x-amz-request-id", "x-ms-request-id", "x-request-id"].compactMap {
    HTTPField.Name($0)
  }
}
