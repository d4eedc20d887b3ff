/// The figures of a backup that restic records in a snapshot since 0.17; older ones ignore them.
public struct BackupSummary: Sendable, Hashable {
  public var backupStart: GoTime
  public var backupEnd: GoTime
  public var filesNew: UInt64 = 0
  public var filesChanged: UInt64 = 0
  public var filesUnmodified: UInt64 = 0
  public var dirsNew: UInt64 = 0
  public var dirsChanged: UInt64 = 0
  public var dirsUnmodified: UInt64 = 0
  public var dataBlobs: Int64 = 0
  public var treeBlobs: Int64 = 0
  /// Bytes before compression.
  public var dataAdded: UInt64 = 0
  /// Bytes as stored.
  public var dataAddedPacked: UInt64 = 0
  public var totalFilesProcessed: UInt64 = 0
  public var totalBytesProcessed: UInt64 = 0

  public init(backupStart: GoTime, backupEnd: GoTime) {
    self.backupStart = backupStart
    self.backupEnd = backupEnd
  }
}
