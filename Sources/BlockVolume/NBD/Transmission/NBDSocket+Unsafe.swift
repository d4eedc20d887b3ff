import Glibc
import Synchronization

/// A connected socket. Only the connection's thread receives; anybody may shut it down.
final class NBDSocket: Sendable {
  let raw: Int32
  /// One reply after the other.
  private let sending = Mutex(())

  /// Takes over a descriptor.
  init(owning raw: Int32) { self.raw = raw }

  deinit { close(raw) }

  /// Sends small replies at once, and notices a peer that is gone.
  func prepare(isTCP: Bool) {
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    guard isTCP else { return }
    setsockopt(raw, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
    setsockopt(raw, SOL_SOCKET, SO_KEEPALIVE, &on, size)
  }

  /// How long a single call may wait; `nil` for as long as it takes.
  func setTimeout(_ timeout: Duration?) {
    let (seconds, attoseconds) = (timeout ?? .zero).components
    var time = timeval(tv_sec: Int(seconds), tv_usec: __suseconds_t(attoseconds / 1_000_000_000_000))
    // Nothing at all would mean no time-out.
    if timeout != nil, time.tv_sec <= 0, time.tv_usec <= 0 { time = timeval(tv_sec: 0, tv_usec: 1) }
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    setsockopt(raw, SOL_SOCKET, SO_SNDTIMEO, &time, size)
  }

  /// The bytes that came, at least 1; `nil` where there are none yet and the call was not to wait for them.
  func receive(into slice: IOSlice, isWaiting: Bool) throws(NBDEnd) -> Int? {
    while true {
      let count = slice.withBytes { recv(raw, $0.baseAddress, $0.count, isWaiting ? 0 : Int32(MSG_DONTWAIT)) }
      if count > 0 { return count }
      if count == 0 { throw .disconnected }
      let number = errno
      if number == EINTR { continue }
      if !isWaiting, number == EAGAIN { return nil }
      throw .broken(number)
    }
  }

  /// Sends all of `slices`, in as few calls as the system allows, before anything of another thread's.
  ///
  /// What follows a failure would not be understood: nothing can be sent any more.
  func send(_ slices: [IOSlice]) throws(NBDEnd) {
    try sending.withLock { _ throws(NBDEnd) in
      do throws(NBDEnd) {
        try sendAll(slices)
      } catch {
        endAll()
        throw error
      }
    }
  }

  private func sendAll(_ slices: [IOSlice]) throws(NBDEnd) {
    var vectors = slices.map { slice in slice.withBytes { iovec(iov_base: $0.baseAddress, iov_len: $0.count) } }
    defer { withExtendedLifetime(slices) {} }
    var first = 0
    while first < vectors.count {
      let start = first
      let sent = vectors.withUnsafeMutableBufferPointer { vectors in
        var message = msghdr()
        message.msg_iov = vectors.baseAddress.map { $0 + start }
        message.msg_iovlen = min(vectors.count - start, 1024)
        return sendmsg(raw, &message, Int32(MSG_NOSIGNAL))
      }
      if sent < 0 {
        let number = errno
        if number == EINTR { continue }
        throw .broken(number)
      }
      var left = sent
      while first < vectors.count, left >= vectors[first].iov_len {
        left -= vectors[first].iov_len
        first += 1
      }
      if left > 0, first < vectors.count {
        vectors[first].iov_base = vectors[first].iov_base.map { $0 + left }
        vectors[first].iov_len -= left
      }
    }
  }

  func send(_ bytes: [UInt8]) throws(NBDEnd) {
    if !bytes.isEmpty { try send([IOBuffer(bytes).whole]) }
  }

  /// Waits until bytes have come, or the other descriptor can be read. `isReading` false: for the other alone.
  func wait(or other: Int32, isReading: Bool) {
    var both = [
      pollfd(fd: other, events: Int16(POLLIN), revents: 0), pollfd(fd: raw, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&both, isReading ? 2 : 1, -1)
  }

  /// The thread gets what has come already, and then the end.
  func endReading() { shutdown(raw, Int32(SHUT_RD)) }

  /// The thread gets errors.
  func endAll() { shutdown(raw, Int32(SHUT_RDWR)) }
}
