/// Says of requests what is to be done, or why they are refused. Knows the export as it is at the moment.
///
/// Reads, trims, cache and status requests may begin and end anywhere. Writes and zeroes are whole blocks, else they are
/// refused with EINVAL: the protocol lets a server that has announced its block do so, and nothing has to be read, merged
/// and kept apart from other writers.
struct NBDRequestCheck {
  /// Extents of one answer.
  static let mostExtents = 1024

  var size: Int64
  var block: Int
  var isReadOnly: Bool
  /// Bytes of a read or a write.
  var largest: Int
  var session: NBDSession

  func operation(_ request: NBDRequest) throws(NBDRefusal) -> NBDOperation {
    guard let kind = NBDRequest.Kind(rawValue: request.kind) else {
      throw NBDRefusal(.invalid, "there is no request of the kind \(request.kind)")
    }
    guard request.flags.isSubset(of: allowed(kind)) else {
      throw NBDRefusal(.invalid, "a flag does not belong to the request")
    }
    let durability: WriteDurability = request.flags.contains(.forceUnitAccess) ? .durable : .ordinary
    switch kind {
    case .read:
      return .read(try range(request, limit: largest), isWhole: request.flags.contains(.dontFragment))
    case .write:
      return .write(try writable(request, limit: largest), durability)
    case .writeZeroes:
      let space: ZeroedSpace = request.flags.contains(.noHole) ? .kept : .released
      return .zero(try writable(request), space, durability)
    case .trim:
      // A hint: what is not a whole block stays.
      let range = try range(request)
      if isReadOnly { throw NBDRefusal(.notPermitted, "the export is for reading only") }
      let unit = Int64(block)
      let start = (range.lowerBound + unit - 1) / unit * unit
      return .zero(start..<max(start, range.upperBound / unit * unit), .released, durability)
    case .cache:
      // A hint too: what of it is more than one request may read is left out.
      let range = try range(request)
      return .cache(range.clamped(to: range.lowerBound..<range.lowerBound + Int64(largest)))
    case .blockStatus:
      guard session.hasAllocationContext else { throw NBDRefusal(.invalid, "no context was agreed on") }
      let range = try range(request)
      if range.isEmpty { throw NBDRefusal(.invalid, "an empty range has no status") }
      return .status(range, limit: request.flags.contains(.onlyOne) ? 1 : Self.mostExtents)
    case .flush: return .flush
    case .disconnect: return .disconnect
    }
  }

  private func allowed(_ kind: NBDRequest.Kind) -> NBDRequest.Flags {
    switch kind {
    // Clients are known to set it on any request.
    case .write, .trim, .flush, .cache, .disconnect: [.forceUnitAccess]
    case .read: session.hasStructuredReplies ? [.forceUnitAccess, .dontFragment] : [.forceUnitAccess]
    case .writeZeroes: [.forceUnitAccess, .noHole, .fastZero]
    case .blockStatus: [.forceUnitAccess, .onlyOne]
    }
  }

  private func writable(_ request: NBDRequest, limit: Int = .max) throws(NBDRefusal) -> Range<Int64> {
    if isReadOnly { throw NBDRefusal(.notPermitted, "the export is for reading only") }
    let range = try range(request, limit: limit, outside: .noSpace)
    let mask = Int64(block - 1)
    guard range.lowerBound & mask == 0, range.upperBound & mask == 0 else {
      throw NBDRefusal(.invalid, "what is written begins and ends on a multiple of \(block) bytes")
    }
    return range
  }

  private func range(
    _ request: NBDRequest, limit: Int = .max, outside: NBDErrorNumber = .invalid
  ) throws(NBDRefusal) -> Range<Int64> {
    guard Int(request.length) <= limit else {
      throw NBDRefusal(.invalid, "\(request.length) bytes are more than the \(limit) that were announced")
    }
    guard let start = Int64(exactly: request.offset), start <= size, Int64(request.length) <= size - start else {
      throw NBDRefusal(outside, "the range ends behind the \(size) bytes of the export")
    }
    return start..<start + Int64(request.length)
  }
}
