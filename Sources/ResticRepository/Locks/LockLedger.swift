import Cryptography
import Glibc

/// Which locks the processes of this machine took, in local state, so that those of a killed one can be told from
/// those of a living one with the same id. Lost, it costs waiting until the locks are stale.
///
///     STATE/locks/<repository id>/<lock id>      "<pid> <start ticks> <boot id>\n"
struct LockLedger: Sendable {
  private let directory: String
  private let parents: [String]

  init(stateDirectory: String, repository: StorageID) {
    parents = [stateDirectory, "\(stateDirectory)/locks"]
    directory = "\(stateDirectory)/locks/\(repository.hex)"
  }

  /// Before the lock is stored: a process killed in between leaves a note without a lock, never the reverse.
  func note(_ lock: StorageID, of process: ProcessIdentity) {
    guard let birth = process.birth else { return }
    for folder in parents + [directory] { mkdir(folder, 0o700) }
    let descriptor = open(path(lock), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let text = "\(process.pid) \(birth.startTicks) \(birth.bootID)\n"
    _ = write(descriptor, text, text.utf8.count)
  }

  func forget(_ lock: StorageID) { unlink(path(lock)) }

  /// Locks whose process is gone.
  func dead(_ environment: LockEnvironment) -> [StorageID] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var dead: [StorageID] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let lock = StorageID(hex: name), let (pid, birth) = read(lock) else { continue }
      if environment.birth(pid) != birth { dead.append(lock) }
    }
    return dead
  }

  private func read(_ lock: StorageID) -> (Int32, ProcessBirth)? {
    let descriptor = open(path(lock), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let fields = String(decoding: buffer[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard fields.count == 3, let pid = Int32(fields[0]), let ticks = UInt64(fields[1]) else { return nil }
    return (pid, ProcessBirth(bootID: String(fields[2]), startTicks: ticks))
  }

  private func path(_ lock: StorageID) -> String { "\(directory)/\(lock.hex)" }
}
