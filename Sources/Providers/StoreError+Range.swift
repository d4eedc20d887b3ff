extension StoreError {
  /// An object of `size` bytes does not have all of `range`.
  package init(_ range: Range<Int64>, outside size: Int64, location: String) {
    self.init(
      .invalidRange,
      "the bytes from \(range.lowerBound) up to \(range.upperBound) were asked for, but the object has \(size) bytes",
      location: location)
  }

  /// Bytes ended before they should have.
  package init(truncatedAt offset: Int64, expected size: Int64, location: String) {
    self.init(
      .truncated, "the object ended after \(offset) of \(size) bytes; it was cut while it was read", location: location,
      isRetryable: true)
  }

  /// The calling task was cancelled.
  package init(cancelledAt location: String) {
    self.init(.cancelled, "the transfer was cancelled", location: location)
  }
}
