extension NBDConnection {
  private static var page: Int64 { 4096 }

  func write(_ cookie: UInt64, _ range: Range<Int64>, _ durability: WriteDurability) throws(NBDEnd) {
    guard let immediate, durability == .ordinary else { return try writeLater(cookie, range, durability) }
    if isForBeside(range.count) { return try writeBeside(cookie, range, to: immediate) }
    var position = range.lowerBound
    // As they come, so that a long write takes no memory.
    while position < range.upperBound {
      let left = Int(range.upperBound - position)
      try fill(min(NBDInput.least, left), left: left)
      // Up to a multiple of a page where it goes on, so that hardly a byte has to be moved.
      let end = position + Int64(min(input.count, left))
      let count = end == range.upperBound ? left : Int(end / Self.page * Self.page - position)
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
    let (buffer, slice) = try receivePayload(range.count)
    carryOut(cookie, cost: range.count, buffer) { [device] () async throws(BlockError) in
      try await device.write(slice, at: range.lowerBound, durability)
    }
  }

  /// Counts the request, and receives what it writes.
  func receivePayload(_ count: Int) throws(NBDEnd) -> (IOBuffer, IOSlice) {
    try admit(count)
    let buffer = pool.take(count)
    let slice = buffer.whole[0..<count]
    do throws(NBDEnd) {
      try receiveAll(into: slice)
    } catch {
      dismiss(count)
      throw error
    }
    return (buffer, slice)
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
