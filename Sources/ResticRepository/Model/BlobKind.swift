/// What a blob is: a piece of a file, or a folder's list of nodes.
///
/// One id may exist as both: they are different blobs.
public enum BlobKind: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  case data = 0
  case tree = 1

  /// The word for it in index files.
  public var name: String {
    switch self {
    case .data: "data"
    case .tree: "tree"
    }
  }
}
