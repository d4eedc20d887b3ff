/// A chunker of ours that is limited by reading memory rather than by arithmetic; `elasto-fast-1`.
///
/// A place is where a chunk may end if two hashes of the bytes just before it agree:
/// the first, of 8 bytes, is computed for 16 places in one vector operation and lets one place in 341 through;
/// the second, of 64 bytes, decides. Chunks have 512 KiB to 8 MiB, 1 MiB on average: the second hash is harder to
/// satisfy up to 800 KiB and easier beyond, which keeps sizes near their mean. See docs/chunking.md.
public final class FastChunker: ContentChunker {
  public let minimumSize: Int
  public let maximumSize: Int

  private let switchSize: Int
  private let scanner: FastScanner
  private let limits: (before: UInt64, after: UInt64)

  /// With the constants that `polynomial`, the repository's own secret, gives.
  public convenience init(polynomial: RabinPolynomial) throws(ChunkerError) {
    try self.init(polynomial: polynomial, sizes: FastSizes())
  }

  /// With the constants that `polynomial` gives and with other sizes; for measuring and tests.
  package init(polynomial: RabinPolynomial, sizes: FastSizes) throws(ChunkerError) {
    guard sizes.minimum >= FastScanner.window, sizes.maximum >= sizes.minimum else {
      throw ChunkerError(
        .invalidSizes, "chunks of \(sizes.minimum) to \(sizes.maximum) bytes cannot be cut",
        location: ChunkerKind.fast.rawValue)
    }
    minimumSize = sizes.minimum
    maximumSize = sizes.maximum
    switchSize = sizes.change
    limits = (
      before: FastScanner.limit(forOneIn: sizes.distanceBefore), after: FastScanner.limit(forOneIn: sizes.distanceAfter)
    )
    scanner = FastScanner(secrets: try FastSecrets(polynomial: polynomial))
  }

  public func nextChunk(in bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int? {
    let last = min(bytes.count, maximumSize)
    if last > minimumSize, let cut = firstCut(in: bytes, before: last) { return cut }
    return isEnd || last == maximumSize ? last : nil
  }

  private func firstCut(in bytes: UnsafeRawBufferPointer, before last: Int) -> Int? {
    let change = min(max(switchSize, minimumSize), last)
    return scanner.firstCut(in: bytes, places: minimumSize..<change, limit: limits.before)
      ?? scanner.firstCut(in: bytes, places: change..<last, limit: limits.after)
  }
}
