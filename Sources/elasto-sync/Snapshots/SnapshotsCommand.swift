import ArgumentParser
import ElastoSync
import ResticRepository

/// Lists snapshots.
struct SnapshotsCommand: SessionCommand {
  static let configuration = CommandConfiguration(commandName: "snapshots", abstract: "List snapshots, oldest first.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var selection: SelectionOptions

  @Argument(help: ArgumentHelp("Only these: latest, latest~2, or the beginning of an id.", valueName: "snapshot"))
  var snapshots: [String] = []

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let all = try await repository.listSnapshots()
    let filter = try selection.filter()
    let chosen =
      snapshots.isEmpty
      ? all.filter { filter.matches($0.snapshot) }
      : try snapshots.map { try SnapshotSelector(parsing: $0).select(from: all, filter: filter) }
    let sorted = chosen.sorted {
      $0.snapshot.time.isSameInstant(as: $1.snapshot.time)
        ? $0.id < $1.id : $0.snapshot.time.precedes($1.snapshot.time)
    }
    for (id, snapshot) in sorted {
      session.emit("snapshot") { SnapshotText.add(id, snapshot, to: &$0) }
    }
    guard !session.isJSON else { return .done }
    let table = SnapshotText.table(sorted, zone: .current())
    if table.isEmpty { session.note("no snapshots") } else { table.lines.forEach(session.print) }
    return .done
  }
}
