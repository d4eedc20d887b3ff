/// What a run of a job did, in numbers; the same in its record, its hooks' environment and its report.
public struct JobFigures: Codable, Sendable, Hashable {
  public var filesNew: Int64 = 0
  public var filesChanged: Int64 = 0
  public var filesUnchanged: Int64 = 0
  /// Files and folders that could not be read, or changed while they were.
  public var filesFailed: Int64 = 0
  /// Read from the sources.
  public var bytesRead: Int64 = 0
  /// New after deduplication, before compression.
  public var bytesNew: Int64 = 0
  /// Written to the targets.
  public var bytesStored: Int64 = 0
  /// Snapshots written, over all targets.
  public var snapshots: Int64 = 0

  public init() {}

  public static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.filesNew += right.filesNew
    sum.filesChanged += right.filesChanged
    sum.filesUnchanged += right.filesUnchanged
    sum.filesFailed += right.filesFailed
    sum.bytesRead += right.bytesRead
    sum.bytesNew += right.bytesNew
    sum.bytesStored += right.bytesStored
    sum.snapshots += right.snapshots
    return sum
  }
}
