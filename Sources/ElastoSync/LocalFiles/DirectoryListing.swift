/// What was found in a directory.
public struct DirectoryListing: Sendable {
  /// Ascending by the bytes of the names.
  public var entries: [LocalEntry]
  /// Names that are there, but cannot be examined.
  public var failures: [FileSystemError]

  public init(entries: [LocalEntry], failures: [FileSystemError]) {
    self.entries = entries
    self.failures = failures
  }
}
