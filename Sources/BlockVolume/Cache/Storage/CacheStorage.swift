/// Where a cache keeps its bytes. Calls block; parts that do not overlap may be used by many at once.
protocol CacheStorage: AnyObject, Sendable {
  /// The path, or what to call it.
  var name: String { get }
  /// Whether nothing is left when the process ends.
  var isVolatile: Bool { get }
  func read(into slice: IOSlice, at position: Int64) throws(BlockError)
  func write(_ slice: IOSlice, at position: Int64) throws(BlockError)
  /// Returns when everything that was written is durable. After an error nothing is known.
  func synchronize() throws(BlockError)
  /// Lets others use it, once the writes that are under way are done; those that come later fail. Blocks.
  func release()
}
