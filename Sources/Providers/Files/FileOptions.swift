/// How a file is opened.
public struct FileOptions: Sendable {
  /// What is made where nothing is.
  public enum Creation: Sendable, Hashable {
    /// What the storage is made for: a local file, else an object.
    case natural
    /// A file with pages, of so many bytes: a page blob, or block objects.
    case pages(size: Int64)
  }

  public var access = PageAccess.writing
  /// Makes the file where there is none; `nil` throws `.notFound` then.
  public var create: Creation?
  /// Throws `.conditionFailed` where there is one.
  public var isExclusive = false
  /// Of a file that is made, or of a whole file that is written.
  public var contentType: String?

  public init(
    access: PageAccess = .writing, create: Creation? = nil, isExclusive: Bool = false, contentType: String? = nil
  ) {
    self.access = access
    self.create = create
    self.isExclusive = isExclusive
    self.contentType = contentType
  }
}

/// What can be done with the files of a tree.
public struct FileCapabilities: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Else a file is written as a whole.
  public static let randomWrites = Self(rawValue: 1 << 0)
  public static let punchHole = Self(rawValue: 1 << 1)
  public static let truncate = Self(rawValue: 1 << 2)
  public static let splice = Self(rawValue: 1 << 3)
  public static let leases = Self(rawValue: 1 << 4)
  public static let leaseBreaking = Self(rawValue: 1 << 5)
  public static let allocatedRanges = Self(rawValue: 1 << 6)
}

/// What is known of a whole tree: POSIX's `statvfs`.
public struct FileTreeStatus: Sendable {
  /// What a file can do that is made without saying more.
  public var natural: FileCapabilities
  /// What a file with pages can do; `nil` where there are none.
  public var pages: FileCapabilities?
  /// Of files with pages.
  public var geometry: PageGeometry?
  /// Bytes that are best moved at once.
  public var transferSize: Int
  /// Where the container is, or will be made; `nil` where the provider does not say.
  public var region: String?
  /// Bytes; `nil` where there is no end to it.
  public var size: Int64?
  public var available: Int64?
}

/// One page of a folder.
public struct FileListing: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    /// Without the folder's path.
    public var name: String
    public var isFolder: Bool
    /// 0 for a folder.
    public var size: Int64
    public var modified: Int64?
  }

  /// Ascending: in a local folder by their names, else as keys, a folder as if its name ended in a slash.
  public var entries: [Entry]
  /// Give this as `after` to get the following page; `nil` at the end.
  public var next: String?
}
