import Synchronization

/// Things that are dear to make and serve one thread at a time, such as cipher contexts, kept for the next user.
final class LendingPool<Item>: Sendable {
  // SAFETY: an item is either in this list, behind the mutex, or with exactly one caller of `withItem`.
  private struct Idle: @unchecked Sendable {
    var items: [Item] = []
  }

  private let idle = Mutex(Idle())
  private let make: @Sendable () throws -> Item

  init(_ make: @escaping @Sendable () throws -> Item) { self.make = make }

  /// Lends an item; it must not be kept.
  func withItem<Result>(_ body: (Item) throws -> Result) throws -> Result {
    let kept = idle.withLock { Lent(item: $0.items.popLast()) }
    let item = try kept.item ?? make()
    let lent = Lent(item: item)
    defer { idle.withLock { idle in if let item = lent.item { idle.items.append(item) } } }
    return try body(item)
  }

  // SAFETY: as above; it crosses the mutex's boundary only.
  private struct Lent: @unchecked Sendable {
    var item: Item?
  }
}
