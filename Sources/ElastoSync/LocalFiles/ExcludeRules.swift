/// What of a source is left out. Compiled once, asked for every file, from any thread.
public struct ExcludeRules: Sendable {
  /// As in a `.gitignore` at the source's root.
  public struct Options: Sendable {
    public var patterns: [String] = []
    /// A directory that holds a file of one of these names keeps that file alone.
    public var ifPresent: [String] = []
    /// The same for a valid `CACHEDIR.TAG` (https://bford.info/cachedir/).
    public var caches = false
    /// A mount point below a root is kept as an empty directory.
    public var oneFileSystem = false
    /// Regular files of more bytes are left out.
    public var largerThan: Int64?

    public init() {}
  }

  private let patterns: GlobList
  private let presentNames: [[UInt8]]
  private let caches: Bool
  private let oneFileSystem: Bool
  private let largerThan: Int64?

  public init(_ options: Options) throws(PatternError) {
    patterns = try GlobList(options.patterns)
    for name in options.ifPresent where name.isEmpty || name.contains("/") {
      throw PatternError(pattern: name, message: "must be the name of a file, without a /")
    }
    presentNames = options.ifPresent.map { Array($0.utf8) }
    caches = options.caches
    oneFileSystem = options.oneFileSystem
    largerThan = options.largerThan
  }

  /// Without patterns, `decision` does not look at paths.
  var hasPatterns: Bool { !patterns.isEmpty }

  /// What is to become of a file at `path`, which is relative to its source's root and has no leading `/`.
  ///
  /// `rootDevice` is the device of the source's root, `parentDevice` that of the directory the file is in. Answers
  /// for the file itself: nothing in an excluded directory is asked for.
  public func decision(
    path: [UInt8], status: FileStatus, rootDevice: UInt64, parentDevice: UInt64
  ) -> ExcludeDecision {
    if patterns.matches(path: path, isDirectory: status.isDirectory) { return .exclude(.pattern) }
    if oneFileSystem, status.device != rootDevice {
      return status.isDirectory && parentDevice == rootDevice ? .keepEmpty(.fileSystem) : .exclude(.fileSystem)
    }
    if let largerThan, status.isRegularFile, status.size > largerThan { return .exclude(.size) }
    return .include
  }

  /// The one file that is kept of a directory with this listing, or `nil` where all is kept: a tag is in it.
  public func onlyKept(of listing: DirectoryListing, in directory: OpenDirectory) -> LocalEntry? {
    for name in presentNames {
      if let entry = listing.entry(named: name) { return entry }
    }
    guard caches, let entry = listing.entry(named: CacheDirectoryTag.name), entry.status.isRegularFile,
      CacheDirectoryTag.isValid(in: directory)
    else { return nil }
    return entry
  }
}

/// What is to become of a file.
public enum ExcludeDecision: Sendable, Hashable {
  case include
  /// The directory itself, without what is in it.
  case keepEmpty(ExcludeReason)
  case exclude(ExcludeReason)
}

/// Why something is left out.
public enum ExcludeReason: Sendable, Hashable {
  case pattern, size
  /// It lies on another file system than its source's root.
  case fileSystem
}
