import CCurl
import HTTPTypes

extension HTTPError {
  /// Why libcurl ended a transfer; `detail` is the sentence it left, empty where it left none.
  init(_ result: CURLcode, detail: String, request: HTTPRequest) {
    let host = request.authority ?? ""
    let location = request.location
    let reason = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
    let code: Code
    let message: String
    var isRetryable = false
    switch result {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      code = .unresolved
      message = result == CURLE_COULDNT_RESOLVE_HOST ? "there is no address for \(host)" : reason
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_PROXY:
      code = .unreachable
      message = "no connection to \(host): \(reason)"
      isRetryable = true
    case CURLE_OPERATION_TIMEDOUT:
      code = .unreachable
      message = "no connection to \(host) in time"
      isRetryable = true
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      code = .untrusted
      message = "\(host) is not trusted: \(Self.certificateReason(reason))"
    case CURLE_SSL_CONNECT_ERROR:
      // A connection that breaks during the handshake is no verdict on the certificate.
      let isBroken = reason.contains("SSL_ERROR_SYSCALL") || reason.contains("Connection reset")
      code = isBroken ? .unreachable : .untrusted
      message = "no encrypted connection to \(host): \(reason)"
      isRetryable = isBroken
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_INITFAILED,
      CURLE_SSL_CRL_BADFILE, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_NOT_BUILT_IN:
      code = .misconfigured
      message = reason
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
      code = .malformed
      message = "\(host) does not answer in HTTP: \(reason)"
    case CURLE_RECV_ERROR where reason.contains("chunked-encoding"):
      code = .malformed
      message = "the reply is damaged: \(reason)"
      isRetryable = true
    case CURLE_GOT_NOTHING:
      code = .interrupted
      message = "\(host) closed the connection without a reply"
      isRetryable = true
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_SEND_FAIL_REWIND, CURLE_SSL_SHUTDOWN_FAILED, CURLE_NO_CONNECTION_AVAILABLE, CURLE_AGAIN:
      code = .interrupted
      message = "the connection to \(host) broke: \(reason)"
      isRetryable = true
    case CURLE_OUT_OF_MEMORY:
      code = .interrupted
      message = "there is no memory left for the transfer"
      isRetryable = true
    default:
      code = .interrupted
      message = "the transfer failed: \(reason)"
    }
    self.init(code, message, location: location, isRetryable: isRetryable)
  }

  /// Without the words that libcurl puts before every such reason.
  private static func certificateReason(_ text: String) -> String {
    for prefix in ["SSL certificate problem: ", "SSL: "] where text.hasPrefix(prefix) {
      return String(text.dropFirst(prefix.count))
    }
    return text
  }

  init(cancelledAt location: String) {
    self.init(.cancelled, "the transfer was cancelled", location: location)
  }
}
