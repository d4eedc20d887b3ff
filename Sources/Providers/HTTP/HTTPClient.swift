import CCurl
import Glibc
import HTTPTypes

/// Sends HTTP requests over connections that are kept open, all from one thread of its own.
///
/// The thread ends with the client, or at `shutdown`.
public final class HTTPClient: HTTPTransport {
  private let inbox: HTTPInbox
  private let configuration: HTTPConfiguration

  /// Throws `.misconfigured` for certificate files that cannot be read.
  public init(configuration: HTTPConfiguration = HTTPConfiguration()) throws(HTTPError) {
    try configuration.check()
    guard Self.isLibraryReady, let multi = curl_multi_init() else {
      throw HTTPError(.misconfigured, "libcurl does not start", location: "")
    }
    elasto_curl_multi_set_number(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.connectionsPerHost)
    // libcurl would keep four times as many as there are transfers at the moment: few after a pause.
    elasto_curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, max(64, 2 * configuration.connectionsPerHost))
    let inbox = HTTPInbox(waking: multi)
    self.inbox = inbox
    self.configuration = configuration
    // SAFETY: given to the thread, which is the only one to use it from here on but for waking.
    nonisolated(unsafe) let owned = multi
    guard PlainThread.start(name: "elasto-http", { HTTPLoop(owned, inbox, configuration).run() }) else {
      inbox.detach()
      curl_multi_cleanup(multi)
      throw HTTPError(.misconfigured, "the system gives no thread for the HTTP client", location: "")
    }
  }

  deinit { inbox.close() }

  /// Ends what is under way with `.cancelled`, and whatever is sent from now on.
  public func shutdown() { inbox.close() }

  public func send(_ call: HTTPCall) async throws(HTTPError) -> HTTPReply {
    guard let observer = configuration.observer else { return try await exchange(call, nil) }
    let exchange = HTTPExchange(call.request)
    do throws(HTTPError) {
      let reply = try await self.exchange(call, exchange)
      observer.exchangeEnded(exchange.record(of: reply))
      return reply
    } catch {
      observer.exchangeEnded(exchange.record(of: error))
      throw error
    }
  }

  private func exchange(_ call: HTTPCall, _ exchange: HTTPExchange?) async throws(HTTPError) -> HTTPReply {
    let transfer = try HTTPTransfer(call, body: try await source(of: call), pace: configuration.pace)
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        transfer.continuation = continuation
        if inbox.start(transfer) { return }
        transfer.fail(.cancelled, "the HTTP client has been shut down")
        continuation.resume()
      }
    } onCancel: {
      transfer.cancellation.cancel()
      inbox.post(.cancel(transfer))
    }
    exchange?.note(transfer)
    if let failure = transfer.failure { throw await explained(failure, of: call.request) }
    do throws(HTTPReplyHead.Fault) {
      return HTTPReply(
        response: try transfer.head.response(), body: transfer.collected, receivedBytes: transfer.receivedBytes)
    } catch {
      throw HTTPError(.malformed, "the head of the reply is not HTTP", location: call.request.location)
    }
  }

  /// A name that nobody can be asked for now may be known later.
  private func explained(_ failure: HTTPError, of request: HTTPRequest) async -> HTTPError {
    guard failure.code == .unresolved else { return failure }
    var failure = failure
    let host = NameLookup.host(of: request.authority ?? "")
    failure.isRetryable = await BlockingThreads.files.run { !NameLookup.isUnknown(host) }
    return failure
  }

  private func source(of call: HTTPCall) async throws(HTTPError) -> HTTPBodySource {
    switch call.body {
    case .none: return .none
    case .bytes(let bytes): return .bytes(bytes)
    case .file(let path, let range):
      do throws(SystemError) {
        let file = try await BlockingThreads.files.run { () throws(SystemError) in
          try HTTPBodyFile(path: path, range: range)
        }
        return .file(file)
      } catch {
        throw HTTPError(
          .bodyFailed, "\(path) cannot be read: \(error)", location: call.request.location, cause: error)
      }
    }
  }

  private static let isLibraryReady = elasto_curl_global_init() == CURLE_OK
}
