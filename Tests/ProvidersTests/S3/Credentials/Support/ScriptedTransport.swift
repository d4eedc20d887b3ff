import HTTPTypes
import Synchronization

@testable import Providers

/// Gives the replies that a test wrote, and keeps what was asked.
final class ScriptedTransport: HTTPTransport {
  private let answer: @Sendable (HTTPCall) async throws(HTTPError) -> (Int, String)
  private let asked = Mutex<[HTTPCall]>([])

  init(_ answer: @escaping @Sendable (HTTPCall) async throws(HTTPError) -> (Int, String)) { self.answer = answer }

  convenience init(_ status: Int, _ body: String) { self.init { _ in (status, body) } }

  /// One that never answers, but ends when it is cancelled.
  static let silent = ScriptedTransport { call throws(HTTPError) in
    try? await Task.sleep(for: .seconds(3600))
    throw HTTPError(.cancelled, "cancelled", location: call.request.authority ?? "")
  }

  var calls: [HTTPCall] { asked.withLock { $0 } }

  func send(_ call: HTTPCall) async throws(HTTPError) -> HTTPReply {
    asked.withLock { $0.append(call) }
    let (status, body) = try await answer(call)
    return HTTPReply(response: HTTPResponse(status: .init(code: status)), body: Array(body.utf8))
  }
}

extension HTTPCall {
  var text: String {
    if case .bytes(let bytes) = body { return String(decoding: bytes, as: UTF8.self) }
    return ""
  }
}
