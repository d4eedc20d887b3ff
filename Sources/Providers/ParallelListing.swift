/// A listing that asks for several ranges of keys at once.
///
/// How keys are spread is not known beforehand. So the first request asks from the start; whenever an answer shows that
/// a range goes on and there is a request to spare, what is left of the range is cut in the middle. A cut where there
/// is nothing costs one request.
struct ParallelListing {
  /// Keys behind `cursor` and up to `end`, and what was found of them.
  private struct Range {
    var cursor: String?
    let end: String?
    var pages: [[ObjectInfo]] = []
    var isAsking = false
    var isDone = false
  }

  private let store: any ObjectStore
  private let prefix: String
  private let requests: Int
  private var ranges: [Int: Range]
  /// The ranges' numbers, ascending by their keys.
  private var order = [0]
  private var created = 1

  /// Pages of a range that wait for those before: more are not asked for.
  private static var waitingPages: Int { 8 }
  private static var pageSize: Int { 1000 }

  init(store: any ObjectStore, prefix: String, requests: Int) {
    self.store = store
    self.prefix = prefix
    self.requests = max(1, requests)
    ranges = [0: Range(end: nil)]
  }

  mutating func run(_ body: ([ObjectInfo]) async throws(StoreError) -> Void) async throws(StoreError) {
    typealias Answer = (number: Int, result: Result<ListPage, StoreError>)
    let store = store
    let prefix = prefix
    var listing = self
    let outcome: Result<Void, StoreError> = await withTaskGroup(of: Answer.self) { group in
      do throws(StoreError) {
        while !listing.order.isEmpty {
          for (number, cursor) in listing.toAsk() {
            group.addTask {
              do throws(StoreError) {
                return (number, .success(try await store.list(prefix: prefix, after: cursor, limit: Self.pageSize)))
              } catch {
                return (number, .failure(error))
              }
            }
          }
          if let answer = await group.next() { listing.take(try answer.result.get(), for: answer.number) }
          while let page = listing.nextPage() { try await body(page) }
        }
        return .success(())
      } catch {
        group.cancelAll()
        return .failure(error)
      }
    }
    self = listing
    try outcome.get()
  }

  /// The requests to send now.
  private mutating func toAsk() -> [(number: Int, cursor: String?)] {
    var asking = ranges.values.count { $0.isAsking }
    var asked: [(number: Int, cursor: String?)] = []
    for (position, number) in order.enumerated() {
      guard asking < requests, let range = ranges[number] else { break }
      guard !range.isDone, !range.isAsking, position == 0 || range.pages.count < Self.waitingPages else { continue }
      ranges[number]?.isAsking = true
      asking += 1
      asked.append((number, range.cursor))
    }
    return asked
  }

  private mutating func take(_ page: ListPage, for number: Int) {
    guard var range = ranges[number] else { return }
    let objects = range.end.map { end in page.objects.prefix { !ObjectKey.precedes(end, $0.key) } } ?? page.objects[...]
    if !objects.isEmpty { range.pages.append(Array(objects)) }
    range.cursor = page.next
    range.isAsking = false
    range.isDone = page.next == nil || objects.count < page.objects.count
    if let cursor = range.cursor, !range.isDone { cut(&range, number, behind: cursor) }
    ranges[number] = range
  }

  /// Makes two ranges of what is left of one, where that gives an idle request something to do.
  private mutating func cut(_ range: inout Range, _ number: Int, behind cursor: String) {
    let unfinished = ranges.values.count { !$0.isDone }
    guard unfinished < requests, let position = order.firstIndex(of: number),
      let middle = KeyMiddle.key(behind: cursor, before: range.end, prefix: prefix)
    else { return }
    let upper = Range(cursor: middle, end: range.end)
    range = Range(cursor: range.cursor, end: middle, pages: range.pages)
    ranges[created] = upper
    order.insert(created, at: position + 1)
    created += 1
  }

  /// The next objects in the order of keys, if they are there.
  private mutating func nextPage() -> [ObjectInfo]? {
    while let number = order.first, var range = ranges[number] {
      if !range.pages.isEmpty {
        let page = range.pages.removeFirst()
        ranges[number] = range
        return page
      }
      guard range.isDone else { return nil }
      ranges[number] = nil
      order.removeFirst()
    }
    return nil
  }
}

extension ObjectStore {
  /// Every object whose key starts with `prefix`, in ascending byte order, page by page: as `listAll`, with up to
  /// `requests` requests on their way at once.
  ///
  /// An object written or deleted meanwhile may or may not appear; each other object appears exactly once.
  public func listAll(
    prefix: String = "", requests: Int, _ body: ([ObjectInfo]) async throws(StoreError) -> Void
  ) async throws(StoreError) {
    var listing = ParallelListing(store: self, prefix: prefix, requests: requests)
    try await listing.run(body)
  }
}
