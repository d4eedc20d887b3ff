/// Cuts a stream of bytes into chunks at places that depend on the content only.
///
/// Nothing is kept from chunk to chunk, so that files may take turns; but one value belongs to one thread.
public protocol ContentChunker: AnyObject {
  /// No chunk but the last of a file is smaller, in bytes.
  var minimumSize: Int { get }
  /// No chunk is larger, in bytes.
  var maximumSize: Int { get }

  /// The length of the first chunk of `bytes`, which begins where the last chunk ended; `nil` when the chunk may reach
  /// beyond them.
  ///
  /// Never `nil` of `maximumSize` bytes or more, nor when `isEnd`, which says that the file ends with them. Never 0 for a
  /// non-empty buffer.
  func nextChunk(in bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int?
}
