/// What retention needs to know of a snapshot.
public struct SnapshotSummary: Sendable, Hashable {
  public var id: StorageID
  /// With the offset it was written with: its hour, day and week are those of the clocks around it.
  public var time: GoTime
  public var host: String
  public var tags: [String]

  public init(id: StorageID, time: GoTime, host: String, tags: [String]) {
    self.id = id
    self.time = time
    self.host = host
    self.tags = tags
  }

  public init(id: StorageID, _ snapshot: Snapshot) {
    self.init(id: id, time: snapshot.time, host: snapshot.hostname, tags: snapshot.tags)
  }

  /// Newest first; of snapshots of one moment the smaller id, where restic leaves it to chance.
  static func isBefore(_ left: SnapshotSummary, _ right: SnapshotSummary) -> Bool {
    left.time.isSameInstant(as: right.time) ? left.id < right.id : right.time.precedes(left.time)
  }
}
