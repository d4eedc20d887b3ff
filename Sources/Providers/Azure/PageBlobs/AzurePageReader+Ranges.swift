extension AzurePageReader {
  /// The first version in which the service cuts a list of ranges into pages.
  private static var firstWithPages: String { "2020-10-02" }
  /// Ranges in one page of the service.
  private static var largestPage: Int { 10_000 }
  /// Bytes that an older service is asked about at once.
  static var window: Int64 { 16 << 30 }

  func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    let (items, next) = try await page(range, since: nil, limit: limit)
    return PageRangeList(ranges: items.map(\.range), next: next)
  }

  func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList {
    guard AzureSnapshotID.isOne(snapshot) else { throw StoreError(noSnapshot: snapshot, location: name) }
    do throws(StoreError) {
      let (items, next) = try await page(range, since: snapshot, limit: limit)
      return PageChangeList(changes: items, next: next)
    } catch {
      if (error.cause as? AzureFailure)?.code == "PreviousSnapshotNotFound" {
        throw StoreError(noSnapshot: snapshot, location: name)
      }
      throw error
    }
  }

  private func page(
    _ range: Range<Int64>, since previous: String?, limit: Int
  ) async throws(StoreError) -> (items: [PageChange], next: Int64?) {
    try geometry.check(range, size: .max, location: name)
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    // HTTP knows no empty ranges.
    if range.isEmpty { return ([], nil) }
    let limit = max(1, min(limit, Self.largestPage))
    guard store.configuration.apiVersion >= Self.firstWithPages else {
      return try await window(range, since: previous, limit: limit)
    }
    var marker = ""
    while true {
      let (reply, size) = try await ranges(range, since: previous, marker: marker, limit: limit)
      guard range.upperBound <= size else { throw StoreError(range, outside: size, location: name) }
      let items = Self.clamped(reply.sorted, to: range)
      // A position to go on from is good for ever, a marker for a while.
      if let last = items.last {
        let isLast = reply.nextMarker.isEmpty || last.range.upperBound == range.upperBound
        return (items, isLast ? nil : last.range.upperBound)
      }
      if reply.nextMarker.isEmpty { return ([], nil) }
      marker = reply.nextMarker
    }
  }

  /// Of a service that lists all there is: what is in a window, and of that as much as is wanted.
  private func window(
    _ range: Range<Int64>, since previous: String?, limit: Int
  ) async throws(StoreError) -> (items: [PageChange], next: Int64?) {
    let window = range.lowerBound..<min(range.upperBound, range.lowerBound + Self.window)
    let (reply, size) = try await ranges(window, since: previous, marker: "", limit: nil, most: limit + 1)
    guard range.upperBound <= size else { throw StoreError(range, outside: size, location: name) }
    let items = Self.clamped(reply.sorted, to: window)
    if items.count > limit { return (Array(items[..<limit]), items[limit].range.lowerBound) }
    return (items, window.upperBound < range.upperBound ? window.upperBound : nil)
  }

  private static func clamped(_ items: [PageChange], to range: Range<Int64>) -> [PageChange] {
    items.map { PageChange(range: $0.range.clamped(to: range), isCleared: $0.isCleared) }.filter { !$0.range.isEmpty }
  }
}

/// A snapshot's id is the time it was made, as the service writes it: `2026-11-28T09:30:00.0000000Z`.
enum AzureSnapshotID {
  static func isOne(_ text: String) -> Bool {
    text.utf8.count == 28 && UTCTime(iso8601: text) != nil
  }
}
