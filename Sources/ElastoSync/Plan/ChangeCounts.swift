/// How many files, and how many of their bytes.
public struct FileTally: Codable, Sendable, Equatable {
  public var files = 0
  public var bytes: Int64 = 0

  public init(files: Int = 0, bytes: Int64 = 0) {
    self.files = files
    self.bytes = bytes
  }

  mutating func count(_ size: Int64) {
    files += 1
    bytes += size
  }

  static func += (left: inout Self, right: Self) {
    left.files += right.files
    left.bytes += right.bytes
  }
}

/// What a source holds against the snapshot that it is compared with. Everything that is not a directory is a file here.
public struct ChangeCounts: Codable, Sendable, Equatable {
  public var new = FileTally()
  public var changed = FileTally()
  /// The content is the same; owner, mode, times or attributes differ.
  public var metadataOnly = FileTally()
  public var removed = FileTally()
  public var unchanged = FileTally()
  public var directories = 0
  public var newDirectories = 0

  public init() {}

  /// Nothing would differ from the snapshot compared with.
  public var isUnchanged: Bool {
    new.files == 0 && newDirectories == 0 && changed.files == 0 && metadataOnly.files == 0 && removed.files == 0
  }

  mutating func count(_ change: EntryChange, size: Int64) {
    switch change {
    case .new: new.count(size)
    case .changed: changed.count(size)
    case .metadataOnly: metadataOnly.count(size)
    case .unchanged: unchanged.count(size)
    }
  }

  static func += (left: inout Self, right: Self) {
    left.new += right.new
    left.changed += right.changed
    left.metadataOnly += right.metadataOnly
    left.removed += right.removed
    left.unchanged += right.unchanged
    left.directories += right.directories
    left.newDirectories += right.newDirectories
  }
}
