extension NBDConnection {
  /// Sends what is ready and waits until `wanted` bytes (at most `NBDInput.least`) are in front.
  ///
  /// - Parameters:
  ///   - left: of the request's bytes. No more of what follows than the next request's head is received with a long one:
  ///     it would have to be moved.
  ///   - isBetween: nothing of a request was taken yet, so a server that stops need not wait for it.
  func fill(_ wanted: Int, left: Int = 0, isBetween: Bool = false) throws(NBDEnd) {
    while input.count < wanted {
      let most = max(NBDInput.glance, left + NBDRequest.size) - input.count
      input.received(
        try receive(into: input.free(for: wanted, most: max(most, wanted - input.count)), isBetween: isBetween))
    }
  }

  /// Fills `slice` with what comes next.
  func receiveAll(into slice: IOSlice) throws(NBDEnd) {
    var done = min(input.count, slice.count)
    slice.move(from: input.front(done))
    input.drop(done)
    while done < slice.count { done += try receive(into: slice[done..<slice.count], isBetween: false) }
  }

  /// Throws away the bytes of a write that is refused.
  func skip(_ count: Int) throws(NBDEnd) {
    guard count <= 2 * limits.largest else { throw .violation("a write of \(count) bytes is longer than any") }
    var left = count
    while left > 0 {
      if input.count == 0 { try fill(1) }
      let part = min(left, input.count)
      input.drop(part)
      left -= part
    }
  }

  /// At least 1 byte. Replies that are finished meanwhile are sent.
  private func receive(into slice: IOSlice, isBetween: Bool) throws(NBDEnd) -> Int {
    while true {
      try send()
      try readRests()
      if isBetween, isStopping() { throw .stopped }
      // Without requests under way there is nothing else to wait for.
      if let count = try socket.receive(into: slice, isWaiting: !hasRequests) { return count }
      mailbox.whileEmpty { socket.wait(or: mailbox.descriptor, isReading: true) }
    }
  }
}
