/// What to check.
public struct CheckOptions: Sendable {
  /// Which packs are read whole.
  public var readData: ReadDataSubset
  /// Packs and trees read at once; each pack takes its size in memory.
  public var parallel: Int
  /// Chooses packs where a random part is asked for; `nil` for another part each time.
  public var seed: UInt64?

  public init(readData: ReadDataSubset = .none, parallel: Int = 4, seed: UInt64? = nil) {
    self.readData = readData
    self.parallel = max(1, parallel)
    self.seed = seed
  }
}
