/// A plan in a few numbers. A source counts once, however many targets it goes to: as at the one where most changes.
public struct PlanTotals: Sendable, Equatable {
  public var added = FileTally()
  /// Content or metadata.
  public var changed = FileTally()
  public var removed = FileTally()
  public var unchanged = FileTally()
  /// Snapshots to write, over all targets.
  public var snapshots = 0
  /// Bytes of new chunks over all targets; `nil` where not everything was read.
  public var newBytes: Int64? = 0
  /// What those take when they are stored, an estimate; `nil` where not everything was read.
  public var storedBytes: Int64? = 0
  public var putRequests = 0

  public init(_ summary: PlanSummary) {
    var order: [[String]] = []
    var bySource: [[String]: [PlanSummary.Part]] = [:]
    for part in summary.parts {
      let key = [part.job, part.source]
      if bySource[key] == nil { order.append(key) }
      bySource[key, default: []].append(part)
      snapshots += 1
      putRequests += part.putRequests
      newBytes = newBytes.flatMap { total in part.newBytes.map { total + $0 } }
      storedBytes = storedBytes.flatMap { total in part.storedEstimate.map { total + $0 } }
    }
    for key in order {
      guard let largest = bySource[key]?.max(by: { $0.changes.changeCount < $1.changes.changeCount })?.changes else {
        continue
      }
      added += largest.new
      changed += largest.changed
      changed += largest.metadataOnly
      removed += largest.removed
      unchanged += largest.unchanged
    }
  }
}

extension ChangeCounts {
  fileprivate var changeCount: Int { new.files + changed.files + metadataOnly.files + removed.files }
}
