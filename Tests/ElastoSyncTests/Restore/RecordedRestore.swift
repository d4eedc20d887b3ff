import ResticRepository
import Synchronization

@testable import ElastoSync

/// Keeps what a restore reports, and calls back at the first file that is whole.
final class RecordedRestore: RestoreProgress {
  private struct State {
    var items: [RestoreItem] = []
    var files = 0
    var bytes: Int64 = 0
  }

  private let state = Mutex(State())
  private let atFirstFile: @Sendable () -> Void

  init(atFirstFile: @escaping @Sendable () -> Void = {}) { self.atFirstFile = atFirstFile }

  var items: [RestoreItem] { state.withLock { $0.items } }
  var files: Int { state.withLock { $0.files } }
  var bytes: Int64 { state.withLock { $0.bytes } }

  func restored(files: Int, bytes: Int64) {
    let isFirst = state.withLock { state in
      state.files += files
      state.bytes += bytes
      return files > 0 && state.files == files
    }
    if isFirst { atFirstFile() }
  }

  func decided(_ item: RestoreItem) { state.withLock { $0.items.append(item) } }
}
