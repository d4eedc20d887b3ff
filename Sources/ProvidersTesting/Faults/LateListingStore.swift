public import Providers
import Synchronization

/// A store whose new objects can be read at once, but come into listings only later.
public final class LateListingStore: StoreDecorator {
  public let base: any ObjectStore
  private let lag: Int
  private let state = Mutex((pages: 0, written: [String: Int]()))

  /// An object that is new or replaced is left out of the next `lag` pages.
  public init(_ base: any ObjectStore, lag: Int) {
    self.base = base
    self.lag = lag
  }

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    let result = try await body()
    switch operation.kind {
    case .put, .copy, .complete: state.withLock { $0.written[operation.key] = $0.pages }
    default: break
    }
    return result
  }

  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    let page = try await base.list(prefix: prefix, after: cursor, limit: limit)
    return state.withLock { state in
      let shown = page.objects.filter { object in
        guard let written = state.written[object.key] else { return true }
        return state.pages - written >= lag
      }
      state.pages += 1
      return ListPage(objects: shown, next: page.next)
    }
  }
}
