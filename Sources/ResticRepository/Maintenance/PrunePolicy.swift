/// What a prune may leave behind, and what it may cost.
public struct PrunePolicy: Sendable, Hashable {
  /// How much that nobody needs may stay, so that less has to be copied.
  public enum UnusedLimit: Sendable, Hashable {
    /// Of all that stays.
    case percent(Double)
    case bytes(Int64)
    case unlimited
  }

  public var maxUnused: UnusedLimit
  /// Stop copying when that much has been read; `nil` for no limit.
  public var maxRepackBytes: Int64?
  /// The size that packs should have.
  public var packSize: Int64
  /// Put packs together that are below four fifths of that size; otherwise only those below a twenty-fifth.
  public var repacksSmall: Bool

  public init(
    maxUnused: UnusedLimit = .percent(5), maxRepackBytes: Int64? = nil, packSize: Int64 = 16 << 20,
    repacksSmall: Bool = false
  ) {
    self.maxUnused = maxUnused
    self.maxRepackBytes = maxRepackBytes
    self.packSize = packSize
    self.repacksSmall = repacksSmall
  }

  enum Action: Sendable, Hashable {
    case keep, repack, delete
  }

  /// Fewer small packs than that are not worth the trouble, and would be copied again and again.
  private static let fewestSmall = 10

  /// What becomes of each pack; `usages[i]` and the result's `[i]` are the same pack.
  ///
  /// Packs that nobody needs go. Of those needed in part, the ones with the largest share of waste are copied, trees
  /// first, until what is left is within `maxUnused`; packs that hold both kinds are always parted.
  func decide(_ usages: [PackUsage]) -> [Action] {
    let smallBelow = repacksSmall ? packSize / 5 * 4 : packSize / 25
    var actions = [Action](repeating: .keep, count: usages.count)
    var candidates: [Int] = []
    var small: [Int] = []
    var used: Int64 = 0
    var unused: Int64 = 0
    for (index, usage) in usages.enumerated() {
      used += usage.usedBytes
      if usage.usedBlobs == 0 {
        actions[index] = .delete
      } else if usage.unusedBlobs > 0 || usage.isMixed {
        unused += usage.unusedBytes
        candidates.append(index)
      } else if usage.fileBytes < smallBelow {
        small.append(index)
      }
    }
    if small.count >= Self.fewestSmall { candidates += small }
    candidates.sort { Self.comesFirst(usages[$0], usages[$1], smallBelow: smallBelow) ?? ($0 < $1) }
    let limit = unusedLimit(used: used)
    var read: Int64 = 0
    for index in candidates {
      let usage = usages[index]
      if let maxRepackBytes, read + usage.fileBytes > maxRepackBytes { continue }
      let mustGo = usage.hasTrees || usage.fileBytes < smallBelow
      guard mustGo || unused > limit else { continue }
      actions[index] = .repack
      read += usage.fileBytes
      unused -= usage.unusedBytes
    }
    return actions
  }

  private func unusedLimit(used: Int64) -> Int64 {
    switch maxUnused {
    case .unlimited: return .max
    case .bytes(let bytes): return bytes
    case .percent(let percent):
      guard percent < 100 else { return .max }
      return Int64(max(percent, 0) / (100 - max(percent, 0)) * Double(used))
    }
  }

  private static func comesFirst(_ left: PackUsage, _ right: PackUsage, smallBelow: Int64) -> Bool? {
    if left.hasTrees != right.hasTrees { return left.hasTrees }
    let (leftIsSmall, rightIsSmall) = (left.fileBytes < smallBelow, right.fileBytes < smallBelow)
    if leftIsSmall != rightIsSmall { return leftIsSmall }
    let leftWaste = Double(left.unusedBytes) / Double(max(left.usedBytes, 1))
    let rightWaste = Double(right.unusedBytes) / Double(max(right.usedBytes, 1))
    return leftWaste == rightWaste ? nil : leftWaste > rightWaste
  }
}
