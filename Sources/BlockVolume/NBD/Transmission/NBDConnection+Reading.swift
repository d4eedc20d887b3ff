import Glibc

extension NBDConnection {
  func read(_ cookie: UInt64, _ range: Range<Int64>, isWhole: Bool) throws(NBDEnd) {
    let mask = Int64(device.geometry.block - 1)
    let isAligned = range.lowerBound & mask == 0 && range.upperBound & mask == 0
    // Where the reply has to be of one piece, it is one, or a task's.
    let piece = session.hasStructuredReplies && !isWhole ? NBDOutput.piece : range.count
    guard let immediate, isAligned else { return try readLater(cookie, range) }
    if isForBeside(range.count) {
      return try readBeside(cookie, range, from: immediate, piece: min(piece, NBDOutput.piece))
    }
    guard piece <= NBDOutput.piece else { return try readLater(cookie, range) }
    var position = range.lowerBound
    repeat {
      let count = min(piece, Int(range.upperBound - position))
      let room = try room(for: count)
      let isDone: Bool
      do throws(BlockError) {
        isDone = try immediate.readNow(into: room, at: position)
      } catch {
        return try refuse(cookie, NBDRefusal(error))
      }
      guard isDone else { return try readLater(cookie, position..<range.upperBound) }
      add(cookie, room, offset: position, isLast: position + Int64(count) == range.upperBound)
      position += Int64(count)
      if output.bytes >= NBDOutput.enough { try send() }
    } while position < range.upperBound
  }

  private func add(_ cookie: UInt64, _ room: IOSlice, offset: Int64, isLast: Bool) {
    // Looking at zeros costs less than sending them.
    let isZero = session.hasStructuredReplies && room.isZero
    output.add(isZero ? room[0..<0] : room) {
      session.encodeRead(cookie, offset: offset, count: room.count, isZero: isZero, isLast: isLast, into: &$0)
    }
  }

  private func room(for count: Int) throws(NBDEnd) -> IOSlice {
    if let room = output.room(for: count) { return room }
    try send()
    guard let room = output.room(for: count) else { throw .broken(ENOBUFS) }
    return room
  }

  func readLater(_ cookie: UInt64, _ range: Range<Int64>) throws(NBDEnd) {
    let unit = Int64(device.geometry.block)
    let whole = range.lowerBound / unit * unit..<(range.upperBound + unit - 1) / unit * unit
    try admit(whole.count)
    let buffer = pool.take(whole.count)
    let slice = buffer.whole[0..<whole.count]
    let start = Int(range.lowerBound - whole.lowerBound)
    let part = slice[start..<start + range.count]
    answer(cookie, cost: whole.count, buffer) { [device, session] () async throws(BlockError) in
      try await device.read(into: slice, at: whole.lowerBound)
      return session.readReply(cookie, part, offset: range.lowerBound)
    }
  }
}
