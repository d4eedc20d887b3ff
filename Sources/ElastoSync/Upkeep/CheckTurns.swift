import ResticRepository
import Synchronization

/// How many runs of a job have read their part of a repository: the next run reads the next part.
struct CheckTurns {
  private let folder: String
  private let path: String

  init(job: String, target: String, in folders: StateFolders) {
    folder = "\(folders.state)/checks"
    path = "\(folder)/\(StateName.fileName(for: "\(job)@\(target)"))"
  }

  func taken() throws(RunStateError) -> Int {
    do {
      guard let bytes = try DurableFile.read(path) else { return 0 }
      return Int(String(decoding: bytes, as: UTF8.self)) ?? 0
    } catch {
      throw RunStateError(.inputOutput, "cannot be read (\(error)): delete it", location: path, cause: error)
    }
  }

  func take() throws(RunStateError) {
    let next = try taken() &+ 1
    do {
      try DurableFile.makeFolder(folder)
      try DurableFile.write(Array(String(next).utf8), to: path, mode: 0o600)
    } catch {
      throw RunStateError(.inputOutput, "cannot be written (\(error))", location: path, cause: error)
    }
  }
}

/// Remembers the first error among findings that come from many threads.
final class FirstError: Sendable {
  private let first = Mutex<CheckFinding?>(nil)

  var finding: CheckFinding? { first.withLock { $0 } }

  func take(_ finding: CheckFinding) {
    guard finding.severity == .error else { return }
    first.withLock { $0 = $0 ?? finding }
  }
}
