import CElastoSystem
import Glibc
import Synchronization

/// A file descriptor that is closed with its last reference.
final class PipeEnd: Sendable {
  private let current: Atomic<Int32>
  private let isOwned: Bool

  /// Takes it over; a negative one is closed already.
  init(_ descriptor: Int32) {
    current = Atomic(descriptor)
    isOwned = true
  }

  /// Leaves it to its owner.
  init(borrowing descriptor: Int32) {
    current = Atomic(descriptor)
    isOwned = false
  }

  deinit { close() }

  static var closed: PipeEnd { PipeEnd(-1) }

  /// A new pipe; its reading end does not block.
  static func pipe() throws(ChildProcessError) -> (reading: PipeEnd, writing: PipeEnd) {
    var ends: [Int32] = [-1, -1]
    guard elasto_pipe(&ends) == 0 else {
      throw ChildProcessError(.cannotStart, "no pipe: \(String(cString: strerror(errno)))")
    }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (PipeEnd(ends[0]), PipeEnd(ends[1]))
  }

  /// -1 when closed, which poll(2) passes over.
  var descriptor: Int32 { current.load(ordering: .relaxed) }

  var isClosed: Bool { descriptor < 0 }

  func close() {
    let descriptor = current.exchange(-1, ordering: .relaxed)
    if isOwned && descriptor >= 0 { Glibc.close(descriptor) }
  }
}
