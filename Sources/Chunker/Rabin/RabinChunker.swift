/// restic's chunker: the same cuts for the same polynomial, so that restic's clients and ours share chunks.
///
/// A chunk ends at the first place, at least `minimumSize` bytes from its beginning, where the fingerprint of the last
/// 64 bytes ends in `averageBits` zero bits; at `maximumSize` at the latest. See docs/chunking.md.
public final class RabinChunker: ContentChunker {
  public let minimumSize: Int
  public let maximumSize: Int

  private let scanner: RabinScanner

  /// The sizes are restic's unless given: 512 KiB, 8 MiB, and 20 bits for a mean of 1 MiB beyond the minimum.
  public init(
    polynomial: RabinPolynomial, minimum: Int = 512 << 10, maximum: Int = 8 << 20, averageBits: Int = 20
  ) throws(ChunkerError) {
    guard minimum >= RabinTables.window, maximum >= minimum, (1...RabinPolynomial.degree).contains(averageBits) else {
      throw ChunkerError(
        .invalidSizes, "chunks of \(minimum) to \(maximum) bytes with 2^\(averageBits) on average cannot be cut",
        location: "rabin")
    }
    minimumSize = minimum
    maximumSize = maximum
    scanner = RabinScanner(tables: RabinTables(polynomial), mask: 1 << UInt64(averageBits) - 1)
  }

  /// As the other, for the number in a repository's `config`: throws `invalidPolynomial` if it is not irreducible.
  public convenience init(
    polynomial: UInt64, minimum: Int = 512 << 10, maximum: Int = 8 << 20, averageBits: Int = 20
  ) throws(ChunkerError) {
    try self.init(
      polynomial: .checked(polynomial), minimum: minimum, maximum: maximum, averageBits: averageBits)
  }

  public func nextChunk(in bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int? {
    let last = min(bytes.count, maximumSize)
    if last > minimumSize, let cut = scanner.firstCandidate(in: bytes, places: minimumSize..<last) { return cut }
    return isEnd || last == maximumSize ? last : nil
  }
}
