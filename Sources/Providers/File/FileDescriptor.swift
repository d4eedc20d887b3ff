import Glibc

/// An open file that is closed when its owner goes.
struct FileDescriptor: ~Copyable, Sendable {
  let raw: Int32

  /// Takes over an open descriptor.
  init(owning raw: Int32) { self.raw = raw }

  deinit { close(raw) }

  /// Gives the descriptor away: it is the caller's to close.
  consuming func release() -> Int32 {
    let raw = raw
    discard self
    return raw
  }

  /// `openat(2)` with close-on-exec; `folder` may be `AT_FDCWD`.
  static func open(
    _ path: String, at folder: Int32, _ flags: Int32, mode: mode_t = 0
  ) throws(SystemError) -> FileDescriptor {
    FileDescriptor(owning: try SystemError.check { openat(folder, path, flags | O_CLOEXEC, mode) })
  }

  func status() throws(SystemError) -> stat {
    var status = stat()
    _ = try SystemError.check { fstat(raw, &status) }
    return status
  }

  func synchronize() throws(SystemError) {
    _ = try SystemError.check { fsync(raw) }
  }
}
