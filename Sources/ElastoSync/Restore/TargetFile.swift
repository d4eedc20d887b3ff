import ResticRepository
import Synchronization

/// A regular file that is being restored; its blobs may come in any order, from several threads.
final class TargetFile: Sendable {
  let directory: TargetDirectory
  let node: Node
  /// Sum of its blobs' lengths.
  let size: Int64
  /// Something of that name exists and is to be replaced.
  let replaces: Bool

  private struct State {
    var remaining: Int
    var isStarted = false
    var isWhole = false
    var failure: RestoreFailure?
  }

  private let state: Mutex<State>

  init(_ node: Node, in directory: TargetDirectory, size: Int64, replaces: Bool) {
    self.directory = directory
    self.node = node
    self.size = size
    self.replaces = replaces
    state = Mutex(State(remaining: node.content?.count ?? 0))
  }

  /// For messages: relative to the destination.
  var path: FileSystemPath { directory.path.path(of: node.name) }

  /// Where a file grows until it is whole. The same in every run: what a killed one left is found.
  static func temporaryName(for name: [UInt8]) -> [UInt8] {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Array(".elasto-restore-\(String(hash, radix: 16))".utf8)
  }

  /// Opens the growing file: `create` is called exactly once, under a lock, by whoever comes first.
  func start(_ create: () throws(FileSystemError) -> Int32) throws(FileSystemError) -> Int32? {
    try state.withLock { (state) throws(FileSystemError) -> Int32? in
      if state.isStarted { return nil }
      let descriptor = try create()
      state.isStarted = true
      return descriptor
    }
  }

  /// Remembers the first thing that went wrong; true for that one.
  func fail(_ failure: RestoreFailure) -> Bool {
    state.withLock { state in
      guard state.failure == nil else { return false }
      state.failure = failure
      return true
    }
  }

  var hasFailed: Bool { state.withLock { $0.failure != nil } }

  /// There is, or may be, a file under the temporary name.
  var isStarted: Bool { state.withLock { $0.isStarted && !$0.isWhole } }

  /// It has its name and everything else.
  var isWhole: Bool { state.withLock { $0.isWhole } }

  func markWhole() { state.withLock { $0.isWhole = true } }

  /// Counts blobs that were written or given up; true when those were the last.
  func finishBlobs(_ count: Int) -> Bool {
    state.withLock { state in
      state.remaining -= count
      return state.remaining == 0
    }
  }
}
