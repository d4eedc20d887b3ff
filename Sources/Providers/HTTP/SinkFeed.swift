/// Hands a download piece by piece to a sink that may block, on a thread that may, one piece at a time.
///
/// Used by the client's thread. Two buffers: one is filled while the sink takes the other. Where both are full the
/// transfer rests.
final class SinkFeed {
  private let sink: any ByteSink
  private let threads: BlockingThreads
  private let inbox: HTTPInbox
  private var filling = SinkPiece()
  private var lent: SinkPiece?
  private var spare: SinkPiece?

  /// The sink runs on `threads` and reports to `inbox`.
  init(_ sink: any ByteSink, on threads: BlockingThreads, reportingTo inbox: HTTPInbox) {
    self.sink = sink
    self.threads = threads
    self.inbox = inbox
  }

  /// The sink has been given everything, and has nothing in hand.
  var isDone: Bool { lent == nil && filling.count == 0 }

  func hasRoom(for count: Int) -> Bool { filling.count + count <= SinkPiece.room }

  /// Only where there is room.
  func add(_ bytes: UnsafeRawBufferPointer, of transfer: HTTPTransfer) {
    filling.append(bytes)
    advance(transfer)
  }

  /// Gives the sink what has come in, where it is free and there is something.
  func advance(_ transfer: HTTPTransfer) {
    guard lent == nil, filling.count > 0 else { return }
    let piece = filling
    lent = piece
    filling = spare ?? SinkPiece()
    spare = nil
    threads.submit { [sink, inbox] in
      do {
        try sink.write(piece.bytes)
        inbox.post(.sinkIsFree(transfer, nil))
      } catch {
        inbox.post(.sinkIsFree(transfer, error))
      }
    }
  }

  /// The sink has reported.
  func sinkIsFree() {
    lent?.clear()
    spare = lent
    lent = nil
  }

  /// Forgets what the sink has not been given yet.
  func drop() { filling.clear() }
}

/// A buffer that one side fills and the other reads.
private final class SinkPiece: @unchecked Sendable {
  // SAFETY: the client's thread fills it and gives it away by submitting the job that reads it; it touches it again
  // only when that job has reported back.
  static let room = 256 << 10
  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 64)
  private(set) var count = 0

  deinit { memory.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  func append(_ bytes: UnsafeRawBufferPointer) {
    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  func clear() { count = 0 }
}
