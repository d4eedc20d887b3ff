extension NBDConnection {
  func write(_ cookie: UInt64, _ range: Range<Int64>, _ durability: WriteDurability) throws(NBDEnd) {
    guard let immediate, durability == .ordinary else { return try writeLater(cookie, range, durability) }
    var position = range.lowerBound
    // As they come, so that a long write takes no memory.
    while position < range.upperBound {
      let count = min(NBDInput.piece, Int(range.upperBound - position))
      try fill(count)
      let isDone: Bool
      do throws(BlockError) {
        isDone = try immediate.writeNow(input.front(count), at: position)
      } catch {
        try skip(Int(range.upperBound - position))
        return try refuse(cookie, NBDRefusal(error))
      }
      guard isDone else { return try writeLater(cookie, position..<range.upperBound, durability) }
      input.drop(count)
      position += Int64(count)
    }
    try succeed(cookie)
  }

  private func writeLater(
    _ cookie: UInt64, _ range: Range<Int64>, _ durability: WriteDurability
  ) throws(NBDEnd) {
    try admit(range.count)
    let buffer = pool.take(range.count)
    let slice = buffer.whole[0..<range.count]
    do throws(NBDEnd) {
      try receiveAll(into: slice)
    } catch {
      dismiss(range.count)
      throw error
    }
    carryOut(cookie, cost: range.count, buffer) { [device] () async throws(BlockError) in
      try await device.write(slice, at: range.lowerBound, durability)
    }
  }

  func zero(
    _ cookie: UInt64, _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) throws(NBDEnd) {
    if range.isEmpty { return try succeed(cookie) }
    try admit(0)
    carryOut(cookie, cost: 0, nil) { [device] () async throws(BlockError) in
      try await device.zero(range, space, durability)
    }
  }

  func flush(_ cookie: UInt64) throws(NBDEnd) {
    // With others under way or waiting, the disk's time is theirs too.
    if let immediate, isAlone {
      let isDone: Bool
      do throws(BlockError) {
        isDone = try immediate.flushNow()
      } catch {
        return try refuse(cookie, NBDRefusal(error))
      }
      if isDone { return try succeed(cookie) }
    }
    try admit(0)
    carryOut(cookie, cost: 0, nil) { [device] () async throws(BlockError) in try await device.flush() }
  }
}
