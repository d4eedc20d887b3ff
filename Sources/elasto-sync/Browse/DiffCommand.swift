import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Shows what differs between two snapshots.
struct DiffCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what differs between two snapshots.",
    discussion: """
      + added, - removed, ~ content changed, ! something else now (a file where a folder was); with --metadata also
      = only owner, mode, times or attributes changed.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var selection: SelectionOptions

  @Argument(
    help: ArgumentHelp("The older one: latest~1, the beginning of an id; :/sub/path for a part.", valueName: "from"))
  var from: String

  @Argument(help: ArgumentHelp("The newer one.", valueName: "to"))
  var to: String

  @Flag(help: "Show what differs in metadata only as well.")
  var metadata = false

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let old = try await ChosenSnapshot(from, in: repository, selection)
    let new = try await ChosenSnapshot(to, in: repository, selection)
    let trees = (try await tree(of: old, repository), try await tree(of: new, repository))
    let totals = try await TreeDiffer(repository).compare(trees.0, trees.1, at: new.path) { difference in
      show(difference, session)
    }
    session.note(
      "\(text(totals.added)) added, \(text(totals.removed)) removed, \(text(totals.changed)) changed, "
        + "\(QuantityText.count(totals.metadataOnly.entries)) with other metadata")
    session.emit("diff_summary") { object in
      object.add("from", old.id.hex)
      object.add("to", new.id.hex)
      object.add("added", Self.json(totals.added))
      object.add("removed", Self.json(totals.removed))
      object.add("changed", Self.json(totals.changed))
      object.add("metadata_only", Self.json(totals.metadataOnly))
    }
    return .done
  }

  private func tree(of chosen: ChosenSnapshot, _ repository: Repository) async throws -> StorageID {
    let place = try await chosen.place(in: repository)
    guard let tree = place.tree else {
      throw RunError(.usage, "it is no folder; name a folder on both sides", location: place.path.displayed)
    }
    return tree
  }

  private func show(_ difference: TreeDifference, _ session: Session) {
    let (symbol, word, colour): (String, String, Colour) =
      switch difference.change {
      case .added: ("+", "added", .green)
      case .removed: ("-", "removed", .red)
      case .kind: ("!", "kind", .yellow)
      case .content: ("~", "content", .yellow)
      case .metadata: ("=", "metadata", .dim)
      }
    if case .metadata = difference.change, !metadata { return }
    guard session.isJSON else {
      session.print(session.console.terminal.paint("\(symbol) \(difference.path.displayed)", colour))
      return
    }
    session.emit("difference") { object in
      object.add("change", word)
      object.add("path", bytes: difference.path.bytes)
      switch difference.change {
      case .added(let node): object.add("to", Self.json(node))
      case .removed(let node): object.add("from", Self.json(node))
      case .kind(let old, let new), .content(let old, let new), .metadata(let old, let new):
        object.add("from", Self.json(old))
        object.add("to", Self.json(new))
      }
    }
  }

  private static func json(_ node: Node) -> JSONObject {
    var object = JSONObject()
    NodeText.add(node, to: &object)
    return object
  }

  private static func json(_ totals: TreeDiffer.FileTotals) -> JSONObject {
    var object = JSONObject()
    object.add("entries", totals.entries)
    object.add("bytes", totals.bytes)
    return object
  }

  private func text(_ totals: TreeDiffer.FileTotals) -> String {
    "\(QuantityText.count(totals.entries)) (\(QuantityText.bytes(Int64(clamping: totals.bytes))))"
  }
}
