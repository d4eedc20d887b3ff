/// One entry of a directory, with all that a tree records of it.
///
/// The fields are restic's, in the order in which a tree writes them. Zero and empty mean "not recorded".
public struct Node: Sendable, Hashable {
  /// The name's own bytes, in whatever encoding; never empty, `.`, `..`, nor with `/` or NUL.
  public var name: [UInt8]
  public var kind: NodeKind
  public var mode: FileMode
  public var mtime: GoTime
  /// Equal to `mtime` unless the real access time was asked for: it would change trees for no good.
  public var atime: GoTime
  public var ctime: GoTime
  public var uid: UInt32
  public var gid: UInt32
  public var user: String
  public var group: String
  public var inode: UInt64
  /// `st_dev`. restic 0.14 writes it for every node, newer ones only where `links` is above one.
  public var deviceID: UInt64
  public var size: UInt64
  /// restic records it for files, links and devices only; above one, `inode` and `deviceID` tell which belong together.
  public var links: UInt64
  /// A symbolic link's target, in whatever encoding.
  public var linkTarget: [UInt8]
  /// In the kernel's order.
  public var extendedAttributes: [ExtendedAttribute]
  /// What restic records on Windows: one JSON object, kept as it was read; empty elsewhere.
  public var genericAttributes: [UInt8]
  /// `st_rdev` of a device.
  public var device: UInt64
  /// The data blobs that make up a file, in order; `nil` for what is not a file, empty for an empty file.
  public var content: [StorageID]?
  /// A directory's tree.
  public var subtree: StorageID?
  /// Why restic could not read all of it.
  public var error: String

  public init(
    name: [UInt8], kind: NodeKind, mode: FileMode = FileMode(rawValue: 0), mtime: GoTime = .epoch,
    atime: GoTime? = nil, ctime: GoTime? = nil, uid: UInt32 = 0, gid: UInt32 = 0, user: String = "",
    group: String = "", inode: UInt64 = 0, deviceID: UInt64 = 0, size: UInt64 = 0, links: UInt64 = 0,
    linkTarget: [UInt8] = [], extendedAttributes: [ExtendedAttribute] = [], device: UInt64 = 0,
    content: [StorageID]? = nil, subtree: StorageID? = nil
  ) {
    self.name = name
    self.kind = kind
    self.mode = mode
    self.mtime = mtime
    self.atime = atime ?? mtime
    self.ctime = ctime ?? mtime
    self.uid = uid
    self.gid = gid
    self.user = user
    self.group = group
    self.inode = inode
    self.deviceID = deviceID
    self.size = size
    self.links = links
    self.linkTarget = linkTarget
    self.extendedAttributes = extendedAttributes
    genericAttributes = []
    self.device = device
    self.content = content
    self.subtree = subtree
    error = ""
  }

  /// The name for people: bytes that are not UTF-8 show as U+FFFD.
  public var displayName: String { String(decoding: name, as: UTF8.self) }
}
