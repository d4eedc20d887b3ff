/// Finds the places where the window's fingerprint ends in zero bits.
///
/// Whether a place is a candidate depends on the 64 bytes before it alone. So six stretches, side by side in the buffer,
/// are scanned in one loop: one stretch alone would wait for each lookup before it can begin the next.
struct RabinScanner {
  private static var lanes: Int { 6 }
  private static var longStretch: Int { 8 << 10 }
  private static var shortStretch: Int { 512 }

  let tables: RabinTables
  /// The bits of a fingerprint that are zero at a candidate.
  let mask: UInt64

  /// The first candidate in `places`; a place is the number of bytes before it, at least 64.
  func firstCandidate(in bytes: UnsafeRawBufferPointer, places: Range<Int>) -> Int? {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var place = places.lowerBound
    while places.upperBound - place >= Self.lanes * Self.longStretch {
      if let found = firstCandidate(start + place, stretch: Self.longStretch) { return place + found }
      place += Self.lanes * Self.longStretch
    }
    while places.upperBound - place >= Self.lanes * Self.shortStretch {
      if let found = firstCandidate(start + place, stretch: Self.shortStretch) { return place + found }
      place += Self.lanes * Self.shortStretch
    }
    guard place < places.upperBound else { return nil }
    return firstCandidate(start + place, count: places.upperBound - place).map { place + $0 }
  }

  /// Among `count` places from `start` on, one after another.
  private func firstCandidate(_ start: UnsafePointer<UInt8>, count: Int) -> Int? {
    var fingerprint = fingerprint(before: start)
    if fingerprint & mask == 0 { return 0 }
    for offset in 1..<count {
      fingerprint = tables.slide(
        fingerprint, old: start[offset - 1 - RabinTables.window], new: start[offset - 1])
      if fingerprint & mask == 0 { return offset }
    }
    return nil
  }

  /// Among six times `stretch` places from `start` on.
  ///
  /// The loop does nothing about a candidate but leave, which is what keeps it short: one happens in a million places.
  @inline(__always)
  private func firstCandidate(_ start: UnsafePointer<UInt8>, stretch: Int) -> Int? {
    let (expiry, reduction, mask) = (tables.expiry, tables.reduction, mask)
    var a = fingerprint(before: start)
    var b = fingerprint(before: start + stretch)
    var c = fingerprint(before: start + 2 * stretch)
    var d = fingerprint(before: start + 3 * stretch)
    var e = fingerprint(before: start + 4 * stretch)
    var f = fingerprint(before: start + 5 * stretch)

    @inline(__always)
    func slide(_ fingerprint: inout UInt64, _ place: Int) {
      let newest = start + (place - 1)
      fingerprint =
        fingerprint << 8 ^ reduction[Int(fingerprint >> 45)] ^ UInt64(newest[0])
        ^ expiry[Int(newest[-RabinTables.window])]
    }

    var offset = 0
    while a & mask != 0, b & mask != 0, c & mask != 0, d & mask != 0, e & mask != 0, f & mask != 0 {
      offset += 1
      if offset == stretch { return nil }
      slide(&a, offset)
      slide(&b, offset + stretch)
      slide(&c, offset + 2 * stretch)
      slide(&d, offset + 3 * stretch)
      slide(&e, offset + 4 * stretch)
      slide(&f, offset + 5 * stretch)
    }
    // Lanes before the first that found one may still hold an earlier place beyond `offset`.
    for (lane, fingerprint) in [a, b, c, d, e, f].enumerated() {
      let place = lane * stretch + offset
      if fingerprint & mask == 0 { return place }
      if let found = firstCandidate(start + place, count: stretch - offset) { return place + found }
    }
    return nil
  }

  /// The fingerprint of the 64 bytes before `place`.
  private func fingerprint(before place: UnsafePointer<UInt8>) -> UInt64 {
    var fingerprint: UInt64 = 0
    for offset in -RabinTables.window..<0 { fingerprint = tables.append(fingerprint, place[offset]) }
    return fingerprint
  }
}
