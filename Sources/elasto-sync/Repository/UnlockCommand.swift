import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Removes locks that nobody holds any more.
struct UnlockCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock", abstract: "Remove locks that nobody holds any more.",
    discussion: """
      A lock is stale when its process is gone, or when it was not refreshed for half an hour. --all removes every lock:
      only when nothing else works on the repository.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var dryRun: DryRunOption

  @Flag(help: "Every lock, whoever holds it.")
  var all = false

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let before = try await repository.listLocks()
    guard !dryRun.dryRun else {
      for (id, record) in before { show(id, record, isRemoved: false, session) }
      return .done
    }
    let removed = try await repository.unlock(all: all, options: try session.lockOptions())
    for (id, record) in before { show(id, record, isRemoved: removed.contains(id), session) }
    return .done
  }

  private func show(_ id: StorageID, _ record: LockRecord?, isRemoved: Bool, _ session: Session) {
    let holder =
      record.map { record in
        "process \(record.pid) of \(FileSystemPath(record.username).displayed) on "
          + "\(FileSystemPath(record.hostname).displayed), \(record.time.text(in: .current()))"
      } ?? "unreadable"
    session.note("\(isRemoved ? "removed" : dryRun.dryRun ? "there is" : "left") lock \(id.short): \(holder)")
    session.emit("lock") { object in
      object.add("id", id.hex)
      object.add("removed", isRemoved)
      object.add("hostname", ifPresent: record?.hostname)
      object.add("username", ifPresent: record?.username)
      object.add("pid", ifPresent: record?.pid)
      object.add("exclusive", ifPresent: record?.exclusive)
      object.add("refreshed", ifPresent: record?.time.rfc3339)
    }
  }
}
