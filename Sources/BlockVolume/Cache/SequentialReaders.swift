/// Finds readers that go through a volume in order, and says what to fetch before they ask.
///
/// A reader counts as sequential from its third request in a row on. What is fetched ahead of it doubles from 256 KiB up
/// to the limit, and the next part is fetched when half of it is used. Requests may overtake each other a little, as they
/// do on many connections.
struct SequentialReaders: Sendable {
  private struct Reader {
    var next: Int64
    var fetched: Int64
    var window: Int64 = 0
    var hits = 0
    var used: UInt64
  }

  private static let first: Int64 = 256 << 10
  private static let most = 16

  private let limit: Int64
  private var readers: [Reader] = []
  private var clock: UInt64 = 0

  /// - Parameter limit: bytes ahead of one reader; 0 for none.
  init(limit: Int64) { self.limit = limit }

  /// What to fetch, now that `range` is read; may go past the end of the volume.
  mutating func note(_ range: Range<Int64>) -> Range<Int64>? {
    guard limit > 0, !range.isEmpty else { return nil }
    clock += 1
    let slack = Int64(range.count) * 8
    let index = readers.firstIndex {
      range.lowerBound == $0.next || $0.hits > 1 && abs(range.lowerBound - $0.next) <= slack
    }
    guard let index else {
      begin(range)
      return nil
    }
    readers[index].used = clock
    readers[index].hits += 1
    readers[index].next = max(readers[index].next, range.upperBound)
    guard readers[index].hits > 1 else { return nil }
    return fetch(&readers[index])
  }

  private func fetch(_ reader: inout Reader) -> Range<Int64>? {
    if reader.window > 0, reader.fetched - reader.next > reader.window / 2 { return nil }
    reader.window = min(limit, max(Self.first, reader.window * 2))
    let (end, isHuge) = reader.next.addingReportingOverflow(reader.window)
    let start = max(reader.fetched, reader.next)
    guard !isHuge, start < end else { return nil }
    reader.fetched = end
    return start..<end
  }

  private mutating func begin(_ range: Range<Int64>) {
    let reader = Reader(next: range.upperBound, fetched: range.upperBound, used: clock)
    if readers.count < Self.most {
      readers.append(reader)
    } else if let oldest = readers.indices.min(by: { readers[$0].used < readers[$1].used }) {
      readers[oldest] = reader
    }
  }
}
