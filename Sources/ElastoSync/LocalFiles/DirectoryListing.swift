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

  /// The entry with exactly this name.
  public func entry(named name: [UInt8]) -> LocalEntry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].name == name ? entries[low] : nil
  }
}
