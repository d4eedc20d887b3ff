import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Builds the index anew from the packs.
struct RepairCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair", abstract: "Build the index anew from the packs that are there.",
    discussion: """
      For an index that is damaged or gone. Deletes no data: what the packs hold is in the new index, and what they do
      not hold, check names. Works alone on the repository.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var dryRun: DryRunOption

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    guard !dryRun.dryRun else {
      session.note("the index would be built anew; nothing else would change")
      return .done
    }
    let unreadable = try await session.withLock(on: repository, exclusive: true) { lock in
      try await repository.rebuildIndex(holding: lock)
    }
    for pack in unreadable {
      session.warn("pack \(pack.hex) cannot be read and is not in the new index; `check` shows what is lost")
    }
    session.note("the index was built anew")
    session.emit("repair_summary") { $0.add("unreadable_packs", unreadable.map(\.hex)) }
    return unreadable.isEmpty ? .done : .incomplete
  }
}
