import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Lists what a snapshot holds.
struct LsCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List a folder of a snapshot, or everything below it.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var selection: SelectionOptions

  @Argument(
    help: ArgumentHelp("latest, latest~2 or the beginning of an id; :/sub/path for a part.", valueName: "snapshot"))
  var snapshot = "latest"

  @Flag(name: [.customShort("l"), .customLong("long")], help: "With mode, owner, size and time.")
  var long = false

  @Flag(name: [.customShort("R"), .customLong("recursive")], help: "Everything below.")
  var recursive = false

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let chosen = try await ChosenSnapshot(snapshot, in: repository, selection)
    let place = try await chosen.place(in: repository)
    let zone = LocalZone.current()
    try await TreeLister(repository).list(place, depth: recursive ? .everything : .folder) { entry in
      if session.isJSON {
        session.emit("entry") { object in
          object.add("snapshot", chosen.id.hex)
          NodeText.add(entry, to: &object)
        }
      } else {
        session.print(long ? NodeText.line(entry, zone: zone) : entry.path.displayed)
      }
    }
    return .done
  }
}
