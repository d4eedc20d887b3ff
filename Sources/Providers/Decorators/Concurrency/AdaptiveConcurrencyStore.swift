/// Limits how many operations are under way at once, and finds out how many the store bears.
///
/// A store that answers `.throttled` halves the limit; each round of successes raises it by one. Those who wait are
/// served in the order in which they came, and leave the queue when their task is cancelled. Every operation counts as
/// one, each part of an upload too. It belongs below what retries: a pause then takes no place.
public final class AdaptiveConcurrencyStore: StoreDecorator {
  public let base: any ObjectStore
  private let queue: AdmissionQueue

  /// Begins with `initial`, and stays within `bounds`, which start at 1 or above.
  public init(_ base: any ObjectStore, initial: Int = 16, bounds: ClosedRange<Int> = 1...64) {
    self.base = base
    let least = max(1, bounds.lowerBound)
    queue = AdmissionQueue(
      window: AdaptiveWindow(initial: initial, bounds: least...max(least, bounds.upperBound)))
  }

  /// How many operations may be under way now.
  public var limit: Int { queue.limit }

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    guard let ticket = await queue.enter() else { throw StoreError(cancelledAt: "\(name)/\(operation.key)") }
    do throws(StoreError) {
      let result = try await body()
      queue.leave(ticket, Self.isThrottled(result) ? .throttled : .succeeded)
      return result
    } catch {
      queue.leave(ticket, error.code == .throttled ? .throttled : .other)
      throw error
    }
  }

  /// A batched delete says it of single keys.
  private static func isThrottled(_ result: some Sendable) -> Bool {
    (result as? [DeleteFailure])?.contains { $0.error.code == .throttled } ?? false
  }
}
