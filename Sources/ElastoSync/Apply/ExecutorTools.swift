import Chunker
import Cryptography
import ResticRepository

/// What one thread of the executor works with: nothing in here is shared.
final class ExecutorTools {
  /// One for each target of the section.
  let lanes: [TargetLane]
  let nodes: NodeBuilder
  let trees = TreeWriter()
  let hashes: SHA256Batch
  var window = ChunkWindow(largestChunk: BufferPool.largestChunk)
  let gathered = GatheredFiles()
  /// No chunk is smaller, at any target, so that a file of that many bytes is one.
  let smallestChunk: Int

  init(sessions: [TargetSession], nodes: NodeBuilder) throws {
    lanes = try sessions.map { try TargetLane($0) }
    smallestChunk = lanes.map(\.chunker.minimumSize).min() ?? 0
    self.nodes = nodes
    hashes = try SHA256Batch()
  }

  /// Hands to the sessions what is unfinished. To be called once, when the thread's work is done.
  func close() {
    for lane in lanes { lane.close() }
  }
}
