import Glibc
import ResticRepository

/// Keeps two runs of one job on this machine from overlapping.
///
/// It is an flock(2) on a file in the state folder, so it goes when its process does, however that ends. The file says
/// who holds it, for people; the kernel's lock decides.
public final class JobLock: Sendable {
  private let file: Int32

  private init(file: Int32) { self.file = file }

  deinit { close(file) }

  /// Takes the lock of `job` without waiting.
  ///
  /// Throws `.busy`, naming the process that holds it and since when, while another run goes on. `started` is in
  /// seconds since 1970.
  public static func acquire(job: String, in folders: StateFolders, started: Int64) throws(RunStateError) -> JobLock {
    let folder = "\(folders.state)/locks"
    let path = "\(folder)/\(StateName.fileName(for: job)).lock"
    do {
      try DurableFile.makeFolder(folder)
    } catch {
      throw RunStateError(.inputOutput, "\(error)", location: folder, cause: error)
    }
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      throw RunStateError(.inputOutput, "cannot open the lock: \(String(cString: strerror(errno)))", location: path)
    }
    let lock = JobLock(file: file)
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else {
        throw RunStateError(.inputOutput, "cannot lock: \(String(cString: strerror(errno)))", location: path)
      }
      throw RunStateError(.busy, "a run is going on\(holder(of: file)); wait for its end", location: "job \(job)")
    }
    let text = "pid \(getpid()) since \(started)\n"
    _ = ftruncate(file, 0)
    _ = text.withCString { pwrite(file, $0, strlen($0), 0) }
    return lock
  }

  /// “ (process 12, since 2026-11-22 12:00:00 UTC)”, or nothing where the file does not say.
  private static func holder(of file: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = pread(file, &buffer, buffer.count, 0)
    guard count > 0 else { return "" }
    let words = String(decoding: buffer[..<count], as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" })
    guard words.count == 4, words[0] == "pid", let since = Int64(words[3]) else { return "" }
    return " (process \(words[1]), since \(CivilTime(moment: since, in: .utc).text) UTC)"
  }
}
