internal import CSHA256

/// SHA-256 of many messages at once: side by side in the lanes of the processor's vectors where that is faster than one
/// after the other, as it is several times where the processor has no instructions for SHA-256.
///
/// For one thread at a time. Only `init` can fail.
public final class SHA256Batch {
  private let hasher: SHA256Hasher
  private let kernels: [SHA256Lanes]
  private var order: [Int] = []

  public convenience init() throws(CryptographyError) { try self.init(SHA256Lanes.forThisProcessor()) }

  /// - Parameter kernels: to choose from for each batch; none to hash one message after the other.
  init(_ kernels: [SHA256Lanes]) throws(CryptographyError) {
    hasher = try SHA256Hasher()
    self.kernels = kernels
  }

  /// The digests, in the order of the messages.
  public func digests(of messages: [UnsafeRawBufferPointer]) -> [SHA256Digest] {
    guard messages.count > 1 else { return messages.map { hasher.digest(of: $0) } }
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: messages.indices)
    order.sort { messages[$0].count > messages[$1].count }
    let division = cheapestDivision(of: messages)
    var digests = [SHA256Digest](repeating: SHA256Digest(words: (0, 0, 0, 0)), count: messages.count)
    for index in order[..<division.alone] { digests[index] = hasher.digest(of: messages[index]) }
    division.lanes?.hash(messages, order[division.alone...]) { digests[$0] = $1 }
    return digests
  }

  /// How many of the longest messages are better hashed alone (side by side, lanes that have ended would wait for them),
  /// and what hashes the others.
  private func cheapestDivision(of messages: [UnsafeRawBufferPointer]) -> (alone: Int, lanes: SHA256Lanes?) {
    let whole = messages.reduce(0) { $0 + SHA256Lanes.blockCount($1.count) }
    var best = (alone: order.count, lanes: SHA256Lanes?.none)
    var leastCost = Double(whole)
    for lanes in kernels {
      var (alone, rest) = (0, whole)
      for (count, index) in order.enumerated() {
        let blocks = SHA256Lanes.blockCount(messages[index].count)
        let steps = max(blocks, (rest + lanes.count - 1) / lanes.count)
        let cost = Double(alone) + Double(steps) * lanes.stepCost
        if cost < leastCost { (best, leastCost) = ((count, lanes), cost) }
        rest -= blocks
        alone += blocks
      }
    }
    return best
  }
}
