extension StoreError {
  /// A range of `count` bytes at `offset` that an object of `size` bytes does not have.
  package init(range offset: Int64, _ count: Int64, outside size: Int64, location: String) {
    self.init(
      .invalidRange, "\(count) bytes at offset \(offset) were asked for, but the object has \(size) bytes",
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
