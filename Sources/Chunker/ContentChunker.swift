/// Cuts a stream of bytes into chunks at places that depend on the content only.
///
/// One value serves one file at a time, from one thread. `reset()` begins the next.
public protocol ContentChunker: AnyObject {
  /// No chunk but the last of a file is smaller, in bytes.
  var minimumSize: Int { get }
  /// No chunk is larger, in bytes.
  var maximumSize: Int { get }

  /// The length of the first chunk of `bytes`, which begins where the last chunk ended.
  ///
  /// `bytes` must hold at least `maximumSize` bytes unless `isEnd`, which says that the file ends with them.
  /// Never 0 for a non-empty buffer.
  func nextChunk(in bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int
}
