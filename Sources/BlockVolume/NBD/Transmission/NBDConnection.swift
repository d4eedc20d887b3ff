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
  let second = NBDSecondThread()
  let isStopping: @Sendable () -> Bool
  /// Under way, with what they were counted for.
  private var requests = 0
  private var bytes = 0
  /// What a second thread has handed back.
  private var rests: [NBDFinished.Rest] = []

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
    finishRequests()
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
    while isFull(for: cost) {
      try send()
      if isFull(for: cost) { mailbox.whileEmpty { socket.wait(or: mailbox.descriptor, isReading: false) } }
    }
    requests += 1
    bytes += cost
  }

  /// A request that is larger than all that is granted has its turn alone.
  private func isFull(for cost: Int) -> Bool {
    requests > 0 && (requests >= limits.requests || bytes + cost > limits.bytes)
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
    Self.start(mailbox, session, cookie, NBDFinished(buffer: buffer, cost: cost), body)
  }

  static func start(
    _ mailbox: NBDMailbox, _ session: NBDSession, _ cookie: UInt64, _ unfinished: NBDFinished,
    _ body: @escaping @Sendable () async throws(BlockError) -> ([UInt8], IOSlice?)
  ) {
    Task.detached {
      var finished = unfinished
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
    answer(cookie, cost: cost, buffer) { [session] () async throws(BlockError) -> ([UInt8], IOSlice?) in
      try await body()
      return (session.success(cookie), nil)
    }
  }

  /// Sends what is ready.
  func send() throws(NBDEnd) {
    for finished in takeFinished() {
      if let rest = finished.rest { rests.append(rest) }
      if let buffer = finished.buffer { output.lend(buffer) }
      if finished.head.isEmpty || output.add(lending: finished.head, finished.data) { continue }
      // The buffer just lent is not of what is sent here, but of what is still to be.
      try output.send(to: socket) { _ in }
      _ = output.add(lending: finished.head, finished.data)
    }
    try output.send(to: socket) { pool.give($0) }
  }

  /// Begins what the second thread has handed back.
  func readRests() throws(NBDEnd) {
    while let rest = rests.popLast() { try readLater(rest.cookie, rest.range) }
  }

  private func takeFinished() -> [NBDFinished] {
    guard requests > 0 else { return [] }
    let list = mailbox.take()
    for finished in list { dismiss(finished.cost) }
    return list
  }

  /// Nothing of this connection may be under way when it is gone.
  private func finishRequests() {
    var isSending = true
    while true {
      do throws(NBDEnd) {
        if isSending {
          try send()
          try readRests()
        } else {
          _ = takeFinished()
        }
      } catch {
        isSending = false
      }
      guard requests > 0 else { return }
      mailbox.whileEmpty { socket.wait(or: mailbox.descriptor, isReading: false) }
    }
  }
}
