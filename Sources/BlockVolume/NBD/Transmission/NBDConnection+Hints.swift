extension NBDConnection {
  /// Bytes that `cache` reads at a time.
  private static var cachePiece: Int { 1 << 20 }

  /// Reads, so that a cache below has it.
  func cache(_ cookie: UInt64, _ range: Range<Int64>) throws(NBDEnd) {
    if range.isEmpty { return try succeed(cookie) }
    let unit = Int64(device.geometry.block)
    let whole = range.lowerBound / unit * unit..<(range.upperBound + unit - 1) / unit * unit
    let piece = min(whole.count, Self.cachePiece)
    try admit(piece)
    let buffer = pool.take(piece)
    carryOut(cookie, cost: piece, buffer) { [device] () async throws(BlockError) in
      for offset in stride(from: whole.lowerBound, to: whole.upperBound, by: piece) {
        let count = min(piece, Int(whole.upperBound - offset))
        try await device.read(into: buffer.whole[0..<count], at: offset)
      }
    }
  }

  func status(_ cookie: UInt64, _ range: Range<Int64>, limit: Int) throws(NBDEnd) {
    let unit = Int64(device.geometry.block)
    let whole = range.lowerBound / unit * unit..<(range.upperBound + unit - 1) / unit * unit
    try admit(0)
    answer(cookie, cost: 0, nil) { [device] () async throws(BlockError) in
      let extents = try await device.extents(of: whole, limit: limit)
      var list = NBDStatusExtent.list(extents, in: range)
      // What a device does not tell may hold anything.
      if list.isEmpty { list = [NBDStatusExtent(length: UInt32(truncatingIfNeeded: range.count), [])] }
      var head: [UInt8] = []
      NBDReplyChunk.encodeStatus(
        cookie, context: NBDSession.allocationContext, Array(list.prefix(limit)), into: &head)
      return (head, nil)
    }
  }
}
