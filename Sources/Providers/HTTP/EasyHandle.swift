import CCurl
import Glibc
import HTTPTypes

/// One `CURL *` with everything set that stays the same over a client's life. Used by the client's thread alone.
final class EasyHandle {
  let raw: UnsafeMutableRawPointer
  /// The transfer it works on; what libcurl calls back finds it through this handle.
  var transfer: HTTPTransfer?
  private let errorText: UnsafeMutablePointer<CChar>
  let sockets: OpenSockets
  private let proxies: HTTPProxies
  private let isPaced: Bool
  private var shape: Shape?
  private var followsRedirects = false
  private var uploadBuffer = 0

  /// The options that one kind of request needs, so that they are set only where the kind changes.
  private enum Shape: Equatable {
    case get, head, upload, custom
  }

  /// `nil` where there is no memory for it, or an option is refused.
  init?(_ configuration: HTTPConfiguration, _ sockets: OpenSockets) {
    guard let raw = curl_easy_init() else { return nil }
    self.raw = raw
    self.sockets = sockets
    proxies = configuration.proxies
    isPaced = configuration.pace != nil
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    guard configure(configuration) == CURLE_OK else { return nil }
  }

  deinit {
    curl_easy_cleanup(raw)
    errorText.deallocate()
  }

  /// What libcurl says of the last failure.
  var detail: String { String(cString: errorText) }

  /// The reply's Content-Length; below 0 where it has none.
  var promisedBytes: Int { Int(clamping: elasto_curl_size(raw, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)) }

  /// What moved so far; `nil` before the connection is there. What the kernel has taken may take it long to send.
  var sighting: StallWatch.Sighting? {
    guard elasto_curl_size(raw, CURLINFO_PRETRANSFER_TIME_T) > 0 else { return nil }
    return StallWatch.Sighting(
      received: elasto_curl_size(raw, CURLINFO_SIZE_DOWNLOAD_T) + elasto_curl_number(raw, CURLINFO_HEADER_SIZE),
      sent: elasto_curl_size(raw, CURLINFO_SIZE_UPLOAD_T),
      queued: sockets.queuedBytes(localPort: elasto_curl_number(raw, CURLINFO_LOCAL_PORT)))
  }

  private func configure(_ configuration: HTTPConfiguration) -> CURLcode {
    let own = Unmanaged.passUnretained(self).toOpaque()
    var results = [
      elasto_curl_set_pointer(raw, CURLOPT_PRIVATE, own),
      elasto_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, errorText),
      elasto_curl_set_transfer(raw, CURLOPT_HEADERFUNCTION, Self.header),
      elasto_curl_set_pointer(raw, CURLOPT_HEADERDATA, own),
      elasto_curl_set_transfer(raw, CURLOPT_WRITEFUNCTION, Self.write),
      elasto_curl_set_pointer(raw, CURLOPT_WRITEDATA, own),
      elasto_curl_set_transfer(raw, CURLOPT_READFUNCTION, Self.read),
      elasto_curl_set_pointer(raw, CURLOPT_READDATA, own),
      elasto_curl_set_seek(raw, Self.seek),
      elasto_curl_set_pointer(raw, CURLOPT_SEEKDATA, own),
      elasto_curl_set_opened(raw, Self.opened),
      elasto_curl_set_pointer(raw, CURLOPT_SOCKOPTDATA, own),
      elasto_curl_set_number(raw, CURLOPT_NOSIGNAL, 1),
      // A name look-up that is given up goes on by itself instead of being waited for.
      elasto_curl_set_number(raw, CURLOPT_QUICK_EXIT, 1),
      elasto_curl_set_number(raw, CURLOPT_PATH_AS_IS, 1),
      elasto_curl_set_number(raw, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
      elasto_curl_set_text(raw, CURLOPT_PROTOCOLS_STR, "http,https"),
      elasto_curl_set_text(raw, CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
      elasto_curl_set_number(
        raw, CURLOPT_HTTP_VERSION,
        Int(configuration.allowsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)),
      elasto_curl_set_number(raw, CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds),
      // Not by request: a handle keeps its buffer where its connection goes on with other streams.
      elasto_curl_set_number(raw, CURLOPT_BUFFERSIZE, isPaced ? 16 << 10 : 128 << 10),
      elasto_curl_set_number(raw, CURLOPT_SSL_VERIFYPEER, 1),
      elasto_curl_set_number(raw, CURLOPT_SSL_VERIFYHOST, 2),
      // The environment is looked at by `HTTPProxies` or not at all.
      elasto_curl_set_text(raw, CURLOPT_PROXY, ""),
      elasto_curl_set_text(raw, CURLOPT_NOPROXY, configuration.proxies.exceptions ?? ""),
      // Without a folder libcurl reads the file of authorities once, not for each connection.
      elasto_curl_set_text(raw, CURLOPT_CAPATH, configuration.caDirectory),
    ]
    let texts: [(CURLoption, String?)] = [
      (CURLOPT_CAINFO, configuration.caFile), (CURLOPT_SSLCERT, configuration.clientCertificate),
      (CURLOPT_SSLKEY, configuration.clientKey), (CURLOPT_USERAGENT, configuration.userAgent),
      (CURLOPT_UNIX_SOCKET_PATH, configuration.socketPath),
    ]
    for case (let option, let value?) in texts { results.append(elasto_curl_set_text(raw, option, value)) }
    return results.first { $0 != CURLE_OK } ?? CURLE_OK
  }

  /// Sets what differs from request to request.
  func prepare(for transfer: HTTPTransfer) -> CURLcode {
    self.transfer = transfer
    errorText.pointee = 0
    var result = setShape(for: transfer)
    func set(_ one: CURLcode) { result.keep(one) }
    set(elasto_curl_set_text(raw, CURLOPT_URL, transfer.text.url))
    set(elasto_curl_set_list(raw, CURLOPT_HTTPHEADER, transfer.text.fields))
    if proxies != .none {
      let isEncrypted = transfer.request.scheme == "https"
      set(elasto_curl_set_text(raw, CURLOPT_PROXY, (isEncrypted ? proxies.https : proxies.http) ?? ""))
    }
    if transfer.redirectLimit > 0 || followsRedirects {
      followsRedirects = transfer.redirectLimit > 0
      set(elasto_curl_set_number(raw, CURLOPT_FOLLOWLOCATION, followsRedirects ? 1 : 0))
      set(elasto_curl_set_number(raw, CURLOPT_MAXREDIRS, transfer.redirectLimit))
    }
    setUploadBuffer(for: transfer, &result)
    return result
  }

  /// A large buffer for large bodies; a small one where the pace is to be even.
  private func setUploadBuffer(for transfer: HTTPTransfer, _ result: inout CURLcode) {
    let count = transfer.body.count
    if count == 0 { return }
    let wanted = isPaced ? 16 << 10 : count > 256 << 10 ? 256 << 10 : 64 << 10
    if wanted == uploadBuffer { return }
    uploadBuffer = wanted
    result.keep(elasto_curl_set_number(raw, CURLOPT_UPLOAD_BUFFERSIZE, wanted))
  }

  private func setShape(for transfer: HTTPTransfer) -> CURLcode {
    let method = transfer.request.method
    let count = transfer.body.count
    let wanted: Shape =
      if count > 0 || method == .put || method == .post || method == .patch { .upload } else {
        method == .get ? .get : method == .head ? .head : .custom
      }
    var result = CURLE_OK
    func set(_ one: CURLcode) { result.keep(one) }
    if wanted != shape {
      shape = wanted
      switch wanted {
      case .get, .custom: set(elasto_curl_set_number(raw, CURLOPT_HTTPGET, 1))
      case .head:
        set(elasto_curl_set_number(raw, CURLOPT_HTTPGET, 1))
        set(elasto_curl_set_number(raw, CURLOPT_NOBODY, 1))
      case .upload: set(elasto_curl_set_number(raw, CURLOPT_UPLOAD, 1))
      }
      if wanted == .get || wanted == .head { set(elasto_curl_set_text(raw, CURLOPT_CUSTOMREQUEST, nil)) }
    }
    if wanted == .upload || wanted == .custom {
      set(elasto_curl_set_text(raw, CURLOPT_CUSTOMREQUEST, transfer.text.method))
    }
    if wanted == .upload { set(elasto_curl_set_size(raw, CURLOPT_INFILESIZE_LARGE, curl_off_t(count))) }
    return result
  }
}

extension CURLcode {
  /// Becomes `other` where all has gone well so far.
  fileprivate mutating func keep(_ other: CURLcode) {
    if self == CURLE_OK { self = other }
  }
}
