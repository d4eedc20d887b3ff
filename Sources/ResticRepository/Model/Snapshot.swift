/// One state of a source: a tree, and who saved it when from where.
///
/// Its id is not part of it: it is the name of the file that holds it.
public struct Snapshot: Sendable, Hashable {
  /// A member of the JSON object that this program does not know, as it was read.
  package struct UnknownMember: Sendable, Hashable {
    var key: [UInt8]
    var value: [UInt8]
  }

  public var time: GoTime
  public var parent: StorageID?
  public var tree: StorageID
  /// Absolute.
  public var paths: [String]
  public var hostname: String
  public var username: String
  public var uid: UInt32
  public var gid: UInt32
  public var excludes: [String]
  public var tags: [String]
  /// The snapshot that this one was rewritten from.
  public var original: StorageID?
  public var programVersion: String
  public var summary: BackupSummary?
  package var unknownMembers: [UnknownMember] = []

  public init(
    time: GoTime, tree: StorageID, paths: [String], hostname: String, username: String = "", uid: UInt32 = 0,
    gid: UInt32 = 0, tags: [String] = [], excludes: [String] = [], parent: StorageID? = nil,
    original: StorageID? = nil, programVersion: String = "", summary: BackupSummary? = nil
  ) {
    self.time = time
    self.parent = parent
    self.tree = tree
    self.paths = paths
    self.hostname = hostname
    self.username = username
    self.uid = uid
    self.gid = gid
    self.excludes = excludes
    self.tags = tags
    self.original = original
    self.programVersion = programVersion
    self.summary = summary
  }

  /// Host, job and source; `nil` for snapshots that were not made from a manifest.
  public var identity: SnapshotIdentity? { SnapshotIdentity(host: hostname, tags: tags) }
}
