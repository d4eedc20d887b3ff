import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Finds files by name in many snapshots.
struct FindCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: "Find files by name, in all snapshots or some.",
    discussion: """
      A pattern holds *, ? and [a-z], and is for names; with a slash in it, it is for whole paths. Quote it, so that the
      shell leaves it alone.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var selection: SelectionOptions

  @Argument(help: ArgumentHelp("What to look for; any of them.", valueName: "pattern"))
  var patterns: [String]

  @Option(
    help: ArgumentHelp("Only in this snapshot: latest, the beginning of an id; :/sub/path for a part; may be repeated.")
  )
  var snapshot: [String] = []

  @Flag(name: [.customShort("i"), .customLong("ignore-case")], help: "Capitals or not is all the same.")
  var ignoreCase = false

  @Option(help: ArgumentHelp("Only f(iles), d(irectories) or l(inks).", valueName: "kind"))
  var kind: String?

  @Option(help: ArgumentHelp("Only what was changed at that time or later.", valueName: "time"))
  var newer: String?

  @Option(help: ArgumentHelp("Only what was changed before.", valueName: "time"))
  var older: String?

  @Flag(name: [.customShort("l"), .customLong("long")], help: "With mode, owner, size and time.")
  var long = false

  mutating func validate() throws {
    if let kind, !["f", "d", "l"].contains(kind) { throw ValidationError("--kind is f, d or l, not \"\(kind)\"") }
    if patterns.contains("") { throw ValidationError("a pattern must not be empty") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let finder = TreeFinder(repository, try criteria())
    let zone = LocalZone.current()
    for chosen in try await places(in: repository) {
      guard let tree = chosen.place.tree else { continue }
      var isFirst = true
      try await finder.find(in: tree, at: chosen.place.path) { entry in
        if session.isJSON {
          session.emit("match") { object in
            object.add("snapshot", chosen.id.hex)
            NodeText.add(entry, to: &object)
          }
          return
        }
        if isFirst { session.print("# snapshot \(chosen.id.short) of \(chosen.snapshot.time.text(in: zone))") }
        isFirst = false
        session.print(long ? NodeText.line(entry, zone: zone) : entry.path.displayed)
      }
    }
    return .done
  }

  private func criteria() throws -> TreeFinder.Criteria {
    var criteria = TreeFinder.Criteria(patterns: patterns.map { FindPattern($0, ignoresCase: ignoreCase) })
    switch kind {
    case "f": criteria.kinds = [.file]
    case "d": criteria.kinds = [.directory]
    case "l": criteria.kinds = [.symlink]
    default: break
    }
    let zone = LocalZone.current()
    criteria.newerThan = try newer.map { try Moment.parse($0, now: .now(), zone: zone) }
    criteria.olderThan = try older.map { try Moment.parse($0, now: .now(), zone: zone) }
    return criteria
  }

  /// Newest first: what is looked for is seldom old.
  private func places(
    in repository: Repository
  ) async throws -> [(id: StorageID, snapshot: Snapshot, place: SnapshotPlace)] {
    var places: [(id: StorageID, snapshot: Snapshot, place: SnapshotPlace)] = []
    if snapshot.isEmpty {
      let filter = try selection.filter()
      for (id, snapshot) in try await repository.listSnapshots() where filter.matches(snapshot) {
        places.append((id, snapshot, .root(snapshot.tree)))
      }
    } else {
      for name in snapshot {
        let chosen = try await ChosenSnapshot(name, in: repository, selection)
        places.append((chosen.id, chosen.snapshot, try await chosen.place(in: repository)))
      }
    }
    return places.sorted { $1.snapshot.time.precedes($0.snapshot.time) }
  }
}
