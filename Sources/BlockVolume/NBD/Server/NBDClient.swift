import Synchronization

/// A connection, as the server sees it.
final class NBDClient: Sendable {
  let socket: NBDSocket
  private let ending = Atomic(false)
  private let used = Mutex<NBDCatalogue.Entry?>(nil)

  init(_ socket: NBDSocket) { self.socket = socket }

  var isEnding: Bool { ending.load(ordering: .acquiring) }

  /// What it uses; `nil` while it negotiates.
  var entry: NBDCatalogue.Entry? {
    get { used.withLock { $0 } }
    set { used.withLock { $0 = newValue } }
  }

  /// Its thread answers what is under way, and ends.
  func end() {
    ending.store(true, ordering: .releasing)
    socket.endReading()
  }
}
