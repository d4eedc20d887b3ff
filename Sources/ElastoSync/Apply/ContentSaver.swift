import Chunker
import Cryptography
import ResticRepository

/// Cuts one stream into chunks for each target that wants it, and stores them: the source is read once, whatever the
/// number of targets and chunkers.
///
/// A long stream's chunks are spread over all threads of the queue.
struct ContentSaver {
  /// A stream at least this long, in bytes, is worth the copies that spreading it takes.
  static let spreadThreshold: Int64 = 8 << 20

  let queue: TaskQueue<ExecutorTools>
  let buffers: BufferPool

  /// Stores what `read` gives until it gives 0 bytes.
  ///
  /// - Parameters:
  ///   - wanted: the numbers of the targets that need the content.
  ///   - size: the stream's length where it is known.
  /// - Returns: one list of chunks for each of `wanted`, in that order; `nil` where the target has failed.
  func save<Failure: Error>(
    for wanted: [Int], size: Int64?, tools: ExecutorTools,
    _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> [[StorageID]?] {
    let chunks = ChunkList(lanes: wanted.count)
    let spreads = (size ?? .max) >= Self.spreadThreshold
    var consumed = [Int](repeating: 0, count: wanted.count)
    tools.window.reset()
    defer { finish(chunks, tools: tools) }
    repeat {
      let done = consumed.min() ?? 0
      tools.window.consume(done)
      for index in consumed.indices { consumed[index] -= done }
      try tools.window.fill(read)
      let available = tools.window.available
      let isEnd = tools.window.isAtEnd
      for (index, lane) in wanted.enumerated() {
        let pieces = cut(available, from: &consumed[index], chunker: tools.lanes[lane].chunker, isEnd: isEnd)
        for (piece, id) in zip(pieces, tools.hashes.digests(of: pieces)) {
          if spreads, !tools.lanes[lane].session.index.contains(.data, id) {
            spread(piece, id, lane: lane, to: chunks.reserve(index), tools: tools)
          } else {
            chunks.append(tools.lanes[lane].store(.data, piece, id: id), to: index)
          }
        }
      }
    } while !tools.window.isAtEnd
    finish(chunks, tools: tools)
    return chunks.contents
  }

  /// The chunks that are certain: of a stream that goes on, the last one may depend on what is still to be read.
  private func cut(
    _ bytes: UnsafeRawBufferPointer, from position: inout Int, chunker: any ContentChunker, isEnd: Bool
  ) -> [UnsafeRawBufferPointer] {
    var pieces: [UnsafeRawBufferPointer] = []
    while position < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
      guard let length = chunker.nextChunk(in: rest, isEnd: isEnd) else { break }
      pieces.append(UnsafeRawBufferPointer(rebasing: rest[..<length]))
      position += length
    }
    return pieces
  }

  /// Gives a copy of the chunk to a thread that is free, or will be soon; with none, or no buffer left, this thread does
  /// the work.
  private func spread(
    _ chunk: UnsafeRawBufferPointer, _ id: StorageID, lane: Int, to slot: ChunkList.Slot, tools: ExecutorTools
  ) {
    guard queue.wantsUrgentJobs, chunk.count <= BufferPool.largestChunk, let buffer = buffers.take() else {
      slot.fill(tools.lanes[lane].store(.data, chunk, id: id))
      return
    }
    buffer.memory.copyMemory(from: chunk)
    let length = chunk.count
    queue.push(urgent: { tools in
      slot.fill(tools.lanes[lane].store(.data, UnsafeRawBufferPointer(rebasing: buffer.memory[..<length]), id: id))
      buffers.giveBack(buffer, used: length)
    })
  }

  private func finish(_ chunks: ChunkList, tools: ExecutorTools) {
    while !chunks.isComplete {
      if !queue.help(with: tools) { chunks.waitUntilComplete() }
    }
  }
}
