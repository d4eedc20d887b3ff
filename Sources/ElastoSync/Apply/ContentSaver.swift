import Chunker
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
        let chunker = tools.lanes[lane].chunker
        while consumed[index] < available.count, isEnd || available.count - consumed[index] >= chunker.maximumSize {
          let rest = UnsafeRawBufferPointer(rebasing: available[consumed[index]...])
          let length = chunker.nextChunk(in: rest, isEnd: isEnd)
          let chunk = UnsafeRawBufferPointer(rebasing: rest[..<length])
          consumed[index] += length
          if spreads {
            spread(chunk, lane: lane, to: chunks.reserve(index), tools: tools)
          } else {
            chunks.append(tools.lanes[lane].store(.data, chunk), to: index)
          }
        }
      }
    } while !tools.window.isAtEnd
    finish(chunks, tools: tools)
    return chunks.contents
  }

  /// Gives a copy of the chunk to whichever thread is free; with no buffer left, this thread does the work.
  private func spread(_ chunk: UnsafeRawBufferPointer, lane: Int, to slot: ChunkList.Slot, tools: ExecutorTools) {
    guard chunk.count <= BufferPool.largestChunk, let buffer = buffers.take() else {
      slot.fill(tools.lanes[lane].store(.data, chunk))
      return
    }
    buffer.memory.copyMemory(from: chunk)
    let length = chunk.count
    queue.push(urgent: { tools in
      slot.fill(tools.lanes[lane].store(.data, UnsafeRawBufferPointer(rebasing: buffer.memory[..<length])))
      buffers.giveBack(buffer)
    })
  }

  private func finish(_ chunks: ChunkList, tools: ExecutorTools) {
    while !chunks.isComplete {
      if !queue.help(with: tools) { chunks.waitUntilComplete() }
    }
  }
}
