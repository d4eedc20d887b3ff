import Providers

/// Long requests to a device that answers at once, with others waiting: copying them is the work, so a second thread does
/// one while this one does the next. A lone request is faster without.
extension NBDConnection {
  /// Bytes from which on copying takes longer than waking a thread does.
  private static var long: Int { 512 << 10 }
  private static var longest: Int { 4 << 20 }

  /// - Parameter count: bytes of memory that it takes, too.
  func isForBeside(_ count: Int) -> Bool {
    (Self.long...Self.longest).contains(count) && !isAlone && !second.isBusy
  }

  /// The second thread sends too: what it has just read is still in its processor's cache.
  func readBeside(
    _ cookie: UInt64, _ range: Range<Int64>, from immediate: any ImmediateBlockDevice, piece: Int
  ) throws(NBDEnd) {
    try admit(piece)
    let buffer = pool.take(piece)
    second.run { [mailbox, session, socket] in
      var finished = NBDFinished(buffer: buffer, cost: piece)
      var position = range.lowerBound
      while position < range.upperBound {
        let slice = buffer.whole[0..<min(piece, Int(range.upperBound - position))]
        do throws(BlockError) {
          guard try immediate.readNow(into: slice, at: position) else {
            finished.rest = NBDFinished.Rest(cookie: cookie, range: position..<range.upperBound)
            break
          }
        } catch {
          session.encodeRefusal(cookie, NBDRefusal(error), into: &finished.head)
          break
        }
        let end = position + Int64(slice.count)
        let (head, data) = session.readReply(cookie, slice, offset: position, isLast: end == range.upperBound)
        // The first thread finds out by itself that the connection is broken.
        guard (try? socket.send([IOBuffer(head).whole] + (data.map { [$0] } ?? []))) != nil else { break }
        position = end
      }
      mailbox.put(finished)
    }
  }

  func writeBeside(
    _ cookie: UInt64, _ range: Range<Int64>, to immediate: any ImmediateBlockDevice
  ) throws(NBDEnd) {
    let (buffer, slice) = try receivePayload(range.count)
    second.run { [mailbox, session] in
      var finished = NBDFinished(buffer: buffer, cost: range.count)
      do throws(BlockError) {
        guard try immediate.writeNow(slice, at: range.lowerBound) else {
          return Self.start(mailbox, session, cookie, finished) { () async throws(BlockError) in
            try await immediate.write(slice, at: range.lowerBound, .ordinary)
            return (session.success(cookie), nil)
          }
        }
        finished.head = session.success(cookie)
      } catch {
        session.encodeRefusal(cookie, NBDRefusal(error), into: &finished.head)
      }
      mailbox.put(finished)
    }
  }
}
