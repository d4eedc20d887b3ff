/// All objects under a prefix as a sequence: one page is in memory at a time.
public struct ObjectListing: AsyncSequence, Sendable {
  public typealias Element = ObjectInfo
  public typealias Failure = StoreError

  let store: any ObjectStore
  let prefix: String
  let pageSize: Int

  public func makeAsyncIterator() -> Iterator { Iterator(listing: self) }

  public struct Iterator: AsyncIteratorProtocol {
    private let listing: ObjectListing
    private var page: [ObjectInfo] = []
    private var position = 0
    private var cursor: String?
    private var isLastPage = false

    init(listing: ObjectListing) { self.listing = listing }

    public mutating func next() async throws(StoreError) -> ObjectInfo? {
      try await next(isolation: nil)
    }

    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(StoreError) -> ObjectInfo? {
      while position == page.count {
        if isLastPage { return nil }
        let fetched = try await listing.store.list(prefix: listing.prefix, after: cursor, limit: listing.pageSize)
        page = fetched.objects
        position = 0
        cursor = fetched.next
        isLastPage = fetched.next == nil
      }
      defer { position += 1 }
      return page[position]
    }
  }
}
