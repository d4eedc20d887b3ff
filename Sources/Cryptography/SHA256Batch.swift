internal import CSHA256

/// SHA-256 of many messages at once: side by side in the lanes of the processor's vectors where that is faster than one
/// after the other, as it is several times where the processor has no instructions for SHA-256.
///
/// For one thread at a time. Only `init` can fail.
public final class SHA256Batch {
  /// A step of all lanes takes as long as this many blocks of one message alone.
  private static let stepCost = 2.6

  private let hasher: SHA256Hasher
  private var lanes: SHA256Lanes?
  private var order: [Int] = []

  public convenience init() throws(CryptographyError) {
    try self.init(laneCount: Int(elasto_sha256_lanes()))
  }

  /// - Parameter laneCount: what the processor has; 0 to hash one message after the other.
  init(laneCount: Int) throws(CryptographyError) {
    hasher = try SHA256Hasher()
    lanes = laneCount > 0 ? SHA256Lanes(count: laneCount) : nil
  }

  /// The digests, in the order of the messages.
  public func digests(of messages: [UnsafeRawBufferPointer]) -> [SHA256Digest] {
    guard let lanes, messages.count > 1 else { return messages.map { hasher.digest(of: $0) } }
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: messages.indices)
    order.sort { messages[$0].count > messages[$1].count }
    let aloneCount = countAlone(messages, lanes: lanes.count)
    var digests = [SHA256Digest](repeating: SHA256Digest(words: (0, 0, 0, 0)), count: messages.count)
    for index in order[..<aloneCount] { digests[index] = hasher.digest(of: messages[index]) }
    lanes.hash(messages, order[aloneCount...]) { digests[$0] = $1 }
    return digests
  }

  /// How many of the longest messages are better hashed alone: side by side, lanes that have ended would wait for them.
  private func countAlone(_ messages: [UnsafeRawBufferPointer], lanes: Int) -> Int {
    var rest = messages.reduce(0) { $0 + SHA256Lanes.blockCount($1.count) }
    var alone = 0
    var best = (count: order.count, cost: Double(rest))
    for (count, index) in order.enumerated() {
      let blocks = SHA256Lanes.blockCount(messages[index].count)
      let steps = max(blocks, (rest + lanes - 1) / lanes)
      let cost = Double(alone) + Double(steps) * Self.stepCost
      if cost < best.cost { best = (count, cost) }
      rest -= blocks
      alone += blocks
    }
    return best.count
  }
}
