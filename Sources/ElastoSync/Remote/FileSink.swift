import Providers

/// Writes a download into a file, from one place in it on.
final class FileSink: ByteSink {
  private let descriptor: FileDescriptor
  private let start: Int64
  private let makesHoles: Bool
  private let path: String
  private let observer: any RemoteObserver
  // SAFETY: a transfer uses its sink from one thread at a time.
  private nonisolated(unsafe) var count: Int64 = 0

  init(
    _ descriptor: FileDescriptor, at start: Int64, makesHoles: Bool, path: String, _ observer: any RemoteObserver
  ) {
    self.descriptor = descriptor
    self.start = start
    self.makesHoles = makesHoles
    self.path = path
    self.observer = observer
  }

  /// The page cache takes the bytes; another thread would cost a copy of them, and wait for the same disk.
  var mayBlock: Bool { false }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    try SparseWriting.write(bytes, to: descriptor, at: start + count, makesHoles: makesHoles, path)
    count += Int64(bytes.count)
    observer.moved(bytes: Int64(bytes.count))
  }

  func restart() {
    observer.moved(bytes: -count)
    count = 0
  }
}
