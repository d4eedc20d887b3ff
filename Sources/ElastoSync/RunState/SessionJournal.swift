import Glibc

/// Remembers which repositories this machine is writing to, so that a run knows whether one before it was cut short.
///
/// A hint: what it says is checked against the store under the repository's lock. Where it cannot be read or written,
/// or has been deleted, the next run looks for itself, which costs a listing of the packs.
///
/// Each session has a file of its own, locked with flock(2) while its process lives; the file goes when the session has
/// come to its end. The file `complete` says that nothing was left behind when a session ended last.
struct SessionJournal {
  private let folder: String

  /// - Parameter repository: its id, 64 hexadecimal digits.
  init(of repository: String, in folders: StateFolders) { folder = "\(folders.state)/sessions/\(repository)" }

  /// Notes that a session begins.
  func begin() -> Entry {
    let isComplete = access("\(folder)/complete", F_OK) == 0
    let hasDead = Self.entries(in: folder).contains(where: Self.isDead)
    try? DurableFile.makeFolder(folder)
    let path = "\(folder)/\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 16)).session"
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if file >= 0 { flock(file, LOCK_EX | LOCK_NB) }
    return Entry(folder: folder, path: path, file: file, isAfterInterruption: !isComplete || hasDead)
  }

  /// Whether it is the file of a session whose process is gone.
  private static func isDead(_ path: String) -> Bool {
    let file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) == 0
  }

  private static func entries(in folder: String) -> [String] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var paths: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(".session") { paths.append("\(folder)/\(name)") }
    }
    return paths
  }

  /// One session's line in the journal. Dropping it without `end()` is what being killed looks like.
  final class Entry: Sendable {
    /// A session before this one may have left packs that no index knows.
    let isAfterInterruption: Bool
    private let folder: String
    private let path: String
    private let file: Int32

    fileprivate init(folder: String, path: String, file: Int32, isAfterInterruption: Bool) {
      self.folder = folder
      self.path = path
      self.file = file
      self.isAfterInterruption = isAfterInterruption
    }

    deinit { if file >= 0 { close(file) } }

    /// What interrupted sessions left has been found and indexed.
    func settle() {
      for path in SessionJournal.entries(in: folder) where path != self.path && SessionJournal.isDead(path) {
        unlink(path)
      }
      // Without the session's own file nothing would tell of it if it were killed.
      guard file >= 0 else { return }
      try? DurableFile.write(Array("every pack is in an index\n".utf8), to: "\(folder)/complete", mode: 0o600)
    }

    /// The session has indexed every pack that it stored.
    func end() { unlink(path) }
  }
}
