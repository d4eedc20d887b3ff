/// How files are put, fetched and copied.
public struct RemoteTransferOptions: Sendable {
  /// What makes a file at the destination one that need not be sent again.
  public enum Comparison: String, Sendable, CaseIterable {
    /// The same size and the same time of the content.
    case time
    case size
    /// The same size and the same MD5, where the store's ETag is one.
    case checksum
    /// Nothing.
    case never
  }

  /// Everything below a folder.
  public var isRecursive = false
  public var isDryRun = false
  public var comparison = Comparison.time
  public var filter = RemoteFilter.all
  /// Files at once.
  public var parallel = 32
  /// Of what is put; `nil` goes by the name's extension.
  public var contentType: String?
  public var metadata: [String: String] = [:]
  /// Zeros are left out of files that are fetched.
  public var isSparse = true

  public init() {}
}

/// What goes and what stays when objects are removed.
public struct RemoteRemoveOptions: Sendable {
  public var isRecursive = false
  public var isDryRun = false
  /// All objects of a container may be meant.
  public var allowsWholeContainer = false
  public var filter = RemoteFilter.all

  public init() {}
}
