/// Drives a handshake over a socket, with a bound on its time.
struct NBDGreeter {
  private static let piece = 16 << 10

  private let socket: NBDSocket
  private let deadline: ContinuousClock.Instant

  init(_ socket: NBDSocket, deadline: ContinuousClock.Instant) {
    self.socket = socket
    self.deadline = deadline
  }

  /// - Returns: what was agreed on, and what came behind it.
  func negotiate(_ offers: () -> NBDOffers) throws(NBDEnd) -> (NBDSession, rest: [UInt8]) {
    var handshake = NBDHandshake()
    try send(handshake.greeting)
    let buffer = IOBuffer(capacity: Self.piece).whole
    while true {
      while let action = handshake.next(offers()) {
        switch action {
        case .send(let bytes): try send(bytes)
        case .transmit(let bytes, let session, let rest):
          try send(bytes)
          socket.setTimeout(nil)
          return (session, rest)
        case .end(let bytes, let reason):
          try send(bytes)
          throw .violation(reason)
        }
      }
      try setTimeout()
      let count = try socket.receive(into: buffer, isWaiting: true) ?? 0
      handshake.receive(buffer[0..<count].array)
    }
  }

  private func send(_ bytes: [UInt8]) throws(NBDEnd) {
    try setTimeout()
    try socket.send(bytes)
  }

  private func setTimeout() throws(NBDEnd) {
    let left = deadline - .now
    guard left > .zero else { throw .violation("the handshake takes too long") }
    socket.setTimeout(left)
  }
}
