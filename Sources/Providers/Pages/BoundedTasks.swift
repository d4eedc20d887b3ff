/// Work on many items, some of them at once.
enum BoundedTasks {
  /// Runs `body` for each item, at most `limit` at a time; items are asked for as their turn comes.
  ///
  /// The first error ends it: what is under way is cancelled and waited for, and the error is thrown.
  static func forEach<Item: Sendable>(
    _ items: some Sequence<Item>, limit: Int, _ body: @escaping @Sendable (Item) async throws(StoreError) -> Void
  ) async throws(StoreError) {
    let failure: StoreError? = await withTaskGroup(of: StoreError?.self) { group in
      var failure: StoreError?
      var running = 0
      for item in items {
        if running >= max(1, limit), let ended = await group.next() {
          running -= 1
          failure = failure ?? ended
        }
        if failure != nil { break }
        running += 1
        group.addTask { await Self.outcome(item, body) }
      }
      if failure != nil { group.cancelAll() }
      while let ended = await group.next() {
        guard let ended, failure == nil else { continue }
        failure = ended
        group.cancelAll()
      }
      return failure
    }
    if let failure { throw failure }
  }

  private static func outcome<Item>(
    _ item: Item, _ body: (Item) async throws(StoreError) -> Void
  ) async -> StoreError? {
    do throws(StoreError) {
      try await body(item)
      return nil
    } catch {
      return error
    }
  }
}

/// Cuts ranges at multiples of a size.
enum PagePieces {
  /// The pieces of `range`, ascending, none of them across a multiple of `size`.
  static func of(_ range: Range<Int64>, size: Int64) -> some Sequence<Range<Int64>> & Sendable {
    sequence(state: range.lowerBound) { (start: inout Int64) -> Range<Int64>? in
      guard start < range.upperBound else { return nil }
      let (next, isHuge) = (start / size * size).addingReportingOverflow(size)
      let piece = start..<min(range.upperBound, isHuge ? .max : next)
      start = piece.upperBound
      return piece
    }
  }
}
