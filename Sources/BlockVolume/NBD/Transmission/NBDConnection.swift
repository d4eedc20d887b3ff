import Synchronization

/// The transmission phase of one connection, on a thread of its own that may block.
///
/// What the device answers at once is answered here, without another thread; the rest becomes a task whose reply this
/// thread sends. While there is something to read, replies are collected; they are sent in one call before the thread
/// waits.
final class NBDConnection {
  let socket: NBDSocket
  let session: NBDSession
  let device: any BlockDevice
  let immediate: (any ImmediateBlockDevice)?
  let isReadOnly: Bool
  let limits: NBDLimits

  let input: NBDInput
  let output = NBDOutput()
  let pool = NBDBufferPool()
  let mailbox: NBDMailbox
  let isStopping: @Sendable () -> Bool
  /// Under way, with what they were counted for.
  private var requests = 0
  private var bytes = 0

  /// - Parameters:
  ///   - rest: what came behind the handshake.
  ///   - isStopping: asked between requests; the socket's `endReading` wakes the thread.
  init(
    _ socket: NBDSocket, _ session: NBDSession, _ export: NBDExport, rest: [UInt8], limits: NBDLimits,
    isStopping: @escaping @Sendable () -> Bool
  ) throws(NBDEnd) {
    self.socket = socket
    self.session = session
    self.limits = limits
    self.isStopping = isStopping
    device = export.device
    immediate = export.device as? any ImmediateBlockDevice
    isReadOnly = export.isReadOnly || export.device.isReadOnly
    input = NBDInput(rest)
    mailbox = try NBDMailbox()
  }

  /// Returns when the connection is over, and no request of it under way.
  func serve() -> NBDEnd {
    let end: NBDEnd
    do throws(NBDEnd) {
      while true {
        guard let request = try input.request() else {
          try fill(NBDRequest.size, isBetween: true)
          continue
        }
        input.drop(NBDRequest.size)
        try carryOut(request)
        if output.bytes >= NBDOutput.enough { try send() }
      }
    } catch {
      end = error
    }
    finishRequests(isSending: end == .disconnected || end == .stopped)
    return end
  }

  private func carryOut(_ request: NBDRequest) throws(NBDEnd) {
    let check = NBDRequestCheck(
      size: device.size, block: device.geometry.block, isReadOnly: isReadOnly, largest: limits.largest,
      session: session)
    let operation: NBDOperation
    do throws(NBDRefusal) {
      operation = try check.operation(request)
    } catch {
      try skip(request.payload)
      return try refuse(request.cookie, error)
    }
    switch operation {
    case .read(let range, let isWhole): try read(request.cookie, range, isWhole: isWhole)
    case .write(let range, let durability): try write(request.cookie, range, durability)
    case .zero(let range, let space, let durability): try zero(request.cookie, range, space, durability)
    case .flush: try flush(request.cookie)
    case .cache(let range): try cache(request.cookie, range)
    case .status(let range, let limit): try status(request.cookie, range, limit: limit)
    case .disconnect: throw .disconnected
    }
  }

  var hasRequests: Bool { requests > 0 }
  /// Nobody else of this connection waits for anything.
  var isAlone: Bool { requests == 0 && input.count < NBDRequest.size }
}

// MARK: - Requests under way

extension NBDConnection {
  /// Waits until a request that uses `cost` bytes may begin; then it counts.
  func admit(_ cost: Int) throws(NBDEnd) {
    while requests > 0, requests >= limits.requests || bytes + cost > limits.bytes {
      try send()
      guard requests >= limits.requests || bytes + cost > limits.bytes else { break }
      mailbox.whileEmpty { socket.wait(or: mailbox.descriptor, isReading: false) }
    }
    requests += 1
    bytes += cost
  }

  /// Takes back `admit`.
  func dismiss(_ cost: Int) {
    requests -= 1
    bytes -= cost
  }

  /// Runs `body` as a task. It returns the reply's head, and the data behind it.
  func answer(
    _ cookie: UInt64, cost: Int, _ buffer: IOBuffer?,
    _ body: @escaping @Sendable () async throws(BlockError) -> ([UInt8], IOSlice?)
  ) {
    Task.detached { [mailbox, session] in
      var finished = NBDFinished(head: [], data: nil, buffer: buffer, cost: cost)
      do throws(BlockError) {
        (finished.head, finished.data) = try await body()
      } catch {
        session.encodeRefusal(cookie, NBDRefusal(error), into: &finished.head)
      }
      mailbox.put(finished)
    }
  }

  /// Runs `body` as a task; the reply is that it is done.
  func carryOut(
    _ cookie: UInt64, cost: Int, _ buffer: IOBuffer?, _ body: @escaping @Sendable () async throws(BlockError) -> Void
  ) {
    answer(cookie, cost: cost, buffer) { () async throws(BlockError) -> ([UInt8], IOSlice?) in
      try await body()
      var head: [UInt8] = []
      NBDSimpleReply(cookie).encode(into: &head)
      return (head, nil)
    }
  }

  /// Sends what is ready.
  func send() throws(NBDEnd) {
    for finished in takeFinished() {
      if !output.add(lending: finished.head, finished.data) {
        try output.send(to: socket) { pool.give($0) }
        _ = output.add(lending: finished.head, finished.data)
      }
      if let buffer = finished.buffer { output.lend(buffer) }
    }
    try output.send(to: socket) { pool.give($0) }
  }

  private func takeFinished() -> [NBDFinished] {
    guard requests > 0 else { return [] }
    let list = mailbox.take()
    for finished in list { dismiss(finished.cost) }
    return list
  }

  /// Nothing of this connection may be under way when it is gone.
  private func finishRequests(isSending: Bool) {
    var isSending = isSending
    while true {
      do throws(NBDEnd) {
        if isSending { try send() } else { _ = takeFinished() }
      } catch {
        isSending = false
      }
      guard requests > 0 else { return }
      mailbox.whileEmpty { socket.wait(or: mailbox.descriptor, isReading: false) }
    }
  }
}
