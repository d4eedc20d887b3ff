import CElastoSystem
import Providers

/// Writes a download into a file, from one place in it on.
final class FileSink: ByteSink {
  private let descriptor: FileDescriptor
  private let start: Int64
  private let makesHoles: Bool
  private let path: String
  private let observer: any RemoteObserver
  /// Where the page cache takes the bytes, another thread would cost a copy of them; behind a network, writing waits.
  let mayBlock: Bool
  // SAFETY: a transfer uses its sink from one thread at a time.
  private nonisolated(unsafe) var count: Int64 = 0

  /// Asks the file system what it is, and may block.
  init(
    _ descriptor: FileDescriptor, at start: Int64, makesHoles: Bool, path: String, _ observer: any RemoteObserver
  ) {
    mayBlock = elasto_is_remote_file(descriptor.raw) != 0
    self.descriptor = descriptor
    self.start = start
    self.makesHoles = makesHoles
    self.path = path
    self.observer = observer
  }

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
