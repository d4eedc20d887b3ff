extension StoreError {
  /// A range that does not fit the pages of a volume.
  init(unaligned range: Range<Int64>, to alignment: Int64, location: String) {
    self.init(
      .invalidRange,
      "the bytes from \(range.lowerBound) up to \(range.upperBound) were asked for, but ranges begin and end on "
        + "multiples of \(alignment) here", location: location)
  }

  /// A size that a volume cannot have.
  init(size: Int64, alignment: Int64, largest: Int64, location: String) {
    self.init(
      .invalidRange,
      "a volume cannot have \(size) bytes here; choose a multiple of \(alignment) from 0 to \(largest)",
      location: location)
  }

  init(readingOnly location: String) {
    self.init(.accessDenied, "the volume is open for reading only; open it for writing", location: location)
  }

  init(noSnapshot id: String, location: String) {
    self.init(.notFound, "there is no snapshot \(id.debugDescription)", location: location)
  }

  init(leaseLost location: String) {
    self.init(
      .conditionFailed, "the lease is held by another, or is lost; acquire it again, or break it", location: location)
  }
}

extension PageGeometry {
  /// Throws `.invalidRange` unless `range` begins and ends on pages inside of `size`.
  func check(_ range: Range<Int64>, size: Int64, location: String) throws(StoreError) {
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw StoreError(range, outside: size, location: location)
    }
    guard range.lowerBound % alignment == 0, range.upperBound % alignment == 0 else {
      throw StoreError(unaligned: range, to: alignment, location: location)
    }
  }

  /// The range of `count` bytes from `offset` on; one that no 64 bits hold ends where numbers do.
  static func range(at offset: Int64, count: Int) -> Range<Int64> {
    let (end, isHuge) = offset.addingReportingOverflow(Int64(count))
    return offset..<(isHuge ? .max : end)
  }
}
