import Glibc

/// Reads a body from a file: at once where its bytes are in memory, and on a thread that may block where they are not.
///
/// Used by the client's thread.
final class FileReadAhead {
  enum Outcome {
    case bytes(Int)
    /// They are being read; the inbox will say when they are there.
    case later
    case failed(SystemError)
  }

  private let file: HTTPBodyFile
  private let threads: BlockingThreads
  private let inbox: HTTPInbox
  private var piece: FilePiece?
  private var isReading = false

  init(_ file: HTTPBodyFile, on threads: BlockingThreads, reportingTo inbox: HTTPInbox) {
    self.file = file
    self.threads = threads
    self.inbox = inbox
  }

  /// The bytes at `offset`; 0 where the file has become shorter than its range.
  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer, for transfer: HTTPTransfer) -> Outcome {
    if isReading { return .later }
    if let piece, let count = piece.copy(from: offset, into: buffer) { return .bytes(count) }
    if let count = file.readCached(at: offset, into: buffer) { return .bytes(count) }
    if let error = piece?.error, piece?.offset == offset { return .failed(error) }
    isReading = true
    // The same memory again: pieces that come and go leave the heap in pieces too.
    let piece = self.piece ?? FilePiece()
    piece.begin(at: offset)
    self.piece = piece
    threads.submit { [file, inbox] in
      piece.fill(from: file)
      inbox.post(.bodyIsRead(transfer))
    }
    return .later
  }

  /// What was being read is there.
  func isRead() { isReading = false }
}

/// A stretch of a file in memory.
private final class FilePiece: @unchecked Sendable {
  // SAFETY: one job fills it; the client's thread looks into it only when that job has reported back.
  private(set) var offset: Int64 = 0
  private(set) var error: SystemError?
  private var count: Int?
  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)

  deinit { memory.deallocate() }

  /// Forgets what is in it: something else is to be read.
  func begin(at offset: Int64) {
    self.offset = offset
    error = nil
    count = nil
  }

  func fill(from file: HTTPBodyFile) {
    do throws(SystemError) { count = try file.read(at: offset, into: memory) } catch { self.error = error }
  }

  /// `nil` where the piece does not have what is asked for.
  func copy(from start: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard let count, start >= offset, start < offset + Int64(max(count, 1)) else { return nil }
    let skipped = Int(start - offset)
    let wanted = min(buffer.count, count - skipped)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[skipped..<skipped + wanted]))
    return wanted
  }
}
