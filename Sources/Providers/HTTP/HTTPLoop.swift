import CCurl
import Glibc

/// The client's thread: libcurl's multi handle, and every transfer that has not ended.
final class HTTPLoop {
  let multi: UnsafeMutableRawPointer
  let inbox: HTTPInbox
  private let configuration: HTTPConfiguration
  private let fileThreads: BlockingThreads
  private let stallLimit: Int64
  private let sockets = OpenSockets()
  private var messages: [HTTPInbox.Message] = []
  private var idleHandles: [EasyHandle] = []
  private var transfers: [HTTPTransfer] = []
  private var nextWatch: Int64 = 0
  /// The earliest time at which the pace is to be asked again.
  private var nextWake: Int64 = .max

  /// Takes `multi` over.
  init(_ multi: UnsafeMutableRawPointer, _ inbox: HTTPInbox, _ configuration: HTTPConfiguration) {
    self.multi = multi
    self.inbox = inbox
    self.configuration = configuration
    fileThreads = BlockingThreads(name: "elasto-bodies", limit: 256)
    stallLimit = configuration.stallTimeout.nanoseconds
  }

  /// The thread's life: until the inbox is closed and every sink has come back.
  func run() {
    // A connection that breaks is an error of its transfer, not the end of the process.
    var pipe = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, nil)

    while !takeMessages() {
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      reap()
      let now = MonotonicTime.nanoseconds()
      wakePaced(now)
      watch(now)
      wait(now)
    }
    end()
  }

  private func wait(_ now: Int64) {
    guard inbox.prepareToWait() else { return }
    var until = now + 60_000_000_000
    if !transfers.isEmpty { until = min(until, nextWatch) }
    until = min(until, nextWake)
    curl_multi_poll(multi, nil, 0, Int32(max(0, (until - now + 999_999) / 1_000_000)), nil)
  }

  // MARK: Messages

  /// True where the client is to end.
  private func takeMessages() -> Bool {
    let isEnding = inbox.take(&messages)
    for message in messages {
      switch message {
      case .start(let transfer): start(transfer)
      case .cancel(let transfer): cancel(transfer)
      case .sinkIsFree(let transfer, let error): sinkIsFree(transfer, error)
      case .bodyIsRead(let transfer): bodyIsRead(transfer)
      }
    }
    messages.removeAll(keepingCapacity: true)
    return isEnding
  }

  private func start(_ transfer: HTTPTransfer) {
    transfer.place = transfers.count
    transfers.append(transfer)
    if transfer.cancellation.isCancelled { return cancel(transfer) }
    if let sink = transfer.sink, sink.mayBlock {
      transfer.feed = SinkFeed(sink, on: fileThreads, reportingTo: inbox)
    }
    if case .file(let file) = transfer.body {
      transfer.readAhead = FileReadAhead(file, on: fileThreads, reportingTo: inbox)
    }
    guard let handle = idleHandles.popLast() ?? EasyHandle(configuration, sockets) else {
      transfer.fail(.misconfigured, "libcurl does not take the configuration, or there is no memory left")
      return settle(transfer)
    }
    var result = handle.prepare(for: transfer)
    if result == CURLE_OK, curl_multi_add_handle(multi, handle.raw) != CURLM_OK { result = CURLE_OUT_OF_MEMORY }
    guard result == CURLE_OK else {
      transfer.failure = HTTPError(result, detail: handle.detail, request: transfer.request)
      return settle(transfer)
    }
    transfer.handle = handle
  }

  private func cancel(_ transfer: HTTPTransfer) {
    guard transfer.place != nil else { return }
    if transfer.failure == nil { transfer.failure = HTTPError(cancelledAt: transfer.request.location) }
    stop(transfer)
    settle(transfer)
  }

  private func sinkIsFree(_ transfer: HTTPTransfer, _ error: (any Error)?) {
    guard transfer.place != nil, let feed = transfer.feed else { return }
    feed.sinkIsFree()
    if let error {
      transfer.fail(.sinkFailed, "what was received could not be stored: \(error)", cause: error)
      stop(transfer)
      feed.drop()
    }
    if transfer.flow.isSinkFull {
      transfer.flow.isSinkFull = false
      unpause(transfer)
    }
    feed.advance(transfer)
    if transfer.handle == nil { settle(transfer) }
  }

  private func bodyIsRead(_ transfer: HTTPTransfer) {
    guard transfer.place != nil else { return }
    transfer.readAhead?.isRead()
    guard transfer.flow.isBodyPending else { return }
    transfer.flow.isBodyPending = false
    unpause(transfer)
  }

  // MARK: Ends

  /// Takes finished transfers from libcurl.
  private func reap() {
    var result = CURLE_OK
    while let raw = elasto_curl_next_finished(multi, &result) {
      guard let context = elasto_curl_private(raw) else { continue }
      let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
      guard let transfer = handle.transfer else { continue }
      if result != CURLE_OK, transfer.failure == nil {
        transfer.failure = HTTPError(result, detail: handle.detail, request: transfer.request)
      }
      if result == CURLE_OK, !transfer.head.isComplete {
        transfer.fail(.interrupted, "the connection ended within the head of the reply", isRetryable: true)
      }
      stop(transfer)
      settle(transfer)
    }
  }

  /// Takes the transfer's handle from libcurl, which closes the connection where the transfer is not over.
  private func stop(_ transfer: HTTPTransfer) {
    guard let handle = transfer.handle else { return }
    curl_multi_remove_handle(multi, handle.raw)
    handle.transfer = nil
    transfer.handle = nil
    if idleHandles.count < 256 { idleHandles.append(handle) }
  }

  /// Resumes the caller, once libcurl and the sink are done with the transfer.
  private func settle(_ transfer: HTTPTransfer) {
    if let feed = transfer.feed {
      if transfer.failure != nil { feed.drop() }
      guard feed.isDone else { return }
    }
    guard let place = transfer.place else { return }
    transfer.place = nil
    let last = transfers.removeLast()
    if last !== transfer {
      transfers[place] = last
      last.place = place
    }
    if transfer.flow.downloadCredit > 0 { transfer.pace?.giveBack(transfer.flow.downloadCredit, .download) }
    let continuation = transfer.continuation
    transfer.continuation = nil
    continuation?.resume()
  }

  private func end() {
    for transfer in transfers { cancel(transfer) }
    while !transfers.isEmpty {
      // Sinks that are still busy with a last piece.
      if inbox.prepareToWait() { curl_multi_poll(multi, nil, 0, 1000, nil) }
      _ = takeMessages()
    }
    inbox.detach()
    idleHandles.removeAll()
    curl_multi_cleanup(multi)
  }

  // MARK: Time

  private func unpause(_ transfer: HTTPTransfer) {
    guard let handle = transfer.handle else { return }
    curl_easy_pause(handle.raw, transfer.flow.mask)
  }

  /// Lets those move again whose time has come.
  private func wakePaced(_ now: Int64) {
    guard configuration.pace != nil else { return }
    nextWake = .max
    for transfer in transfers {
      var isDue = false
      if transfer.flow.uploadWake != 0, transfer.flow.uploadWake <= now {
        transfer.flow.uploadWake = 0
        isDue = true
      }
      if transfer.flow.downloadWake != 0, transfer.flow.downloadWake <= now {
        transfer.flow.downloadWake = 0
        isDue = true
      }
      if isDue { unpause(transfer) }
      if transfer.flow.uploadWake != 0 { nextWake = min(nextWake, transfer.flow.uploadWake) }
      if transfer.flow.downloadWake != 0 { nextWake = min(nextWake, transfer.flow.downloadWake) }
    }
  }

  /// Gives up what has not moved for too long.
  private func watch(_ now: Int64) {
    guard now >= nextWatch else { return }
    nextWatch = now + min(max(stallLimit / 8, 10_000_000), 1_000_000_000)
    for transfer in transfers {
      let isStalled = transfer.stall.isStalled(transfer.sighting, now: now, limit: stallLimit)
      guard isStalled else { continue }
      transfer.fail(
        .stalled, "nothing has moved for \(configuration.stallTimeout)", isRetryable: true)
      stop(transfer)
      settle(transfer)
    }
  }
}
