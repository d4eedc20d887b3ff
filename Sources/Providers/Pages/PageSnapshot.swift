/// A volume as it was at one moment.
public struct PageSnapshot: Sendable, Hashable {
  /// Names it among the snapshots of its volume. Ids ascend by their bytes as the snapshots were made.
  public var id: String
  /// Bytes of the volume at that moment, where the list says so.
  public var size: Int64?
  /// When it was made, in nanoseconds since 1970.
  public var created: Int64?

  public init(id: String, size: Int64? = nil, created: Int64? = nil) {
    self.id = id
    self.size = size
    self.created = created
  }
}

/// One page of the snapshots of a volume.
public struct PageSnapshotList: Sendable, Hashable {
  /// Oldest first.
  public var snapshots: [PageSnapshot]
  /// Give this as `after` to get the following page; `nil` at the end.
  public var next: String?

  public init(snapshots: [PageSnapshot], next: String?) {
    self.snapshots = snapshots
    self.next = next
  }
}
