import ElastoSync
import ResticRepository

/// Shows a plan, as text or as JSON.
struct PlanPresenter {
  let session: Session
  private let terminal: Terminal

  init(_ session: Session) {
    self.session = session
    terminal = session.console.terminal
  }

  /// One entry that changes.
  func show(_ entry: PlannedEntry) {
    let (symbol, word, colour): (String, String, Colour) =
      switch entry.change {
      case .new: ("+", "new", .green)
      case .changed: ("~", "changed", .yellow)
      case .metadataOnly: ("~", "metadata", .dim)
      case .unchanged: ("=", "unchanged", .dim)
      }
    if !session.isJSON { session.print(terminal.paint("\(symbol) \(entry.path.displayed)", colour)) }
    session.emit("planned_entry") { object in
      object.add("job", entry.job)
      object.add("source", entry.source)
      object.add("change", word)
      object.add("path", bytes: entry.path.bytes)
      object.add("kind", entry.kind.name)
      object.add("size", entry.size)
    }
  }

  func show(_ report: PlanReport) {
    if session.isJSON {
      PlanRecords(session).emit(report)
      return
    }
    let summary = report.summary
    for name in summary.repositories {
      let location = report.header.targets.first { $0.name == name }.map { " at \($0.location)" } ?? ""
      session.print(terminal.paint("+ repository \(name)\(location)", .green))
    }
    for volume in summary.volumes { show(volume) }
    for part in summary.parts { show(part, isCommand: isCommand(part, report.header)) }
    for snapshot in summary.forgotten {
      session.print(
        terminal.paint(
          "- snapshot \(snapshot.id.prefix(8)) of \(snapshot.time) (\(snapshot.source)) at \(snapshot.target), by retention",
          .red))
    }
    for job in summary.maintenance { session.print(terminal.paint("~ maintenance \(job)", .yellow)) }
    for line in summary.unmanaged { session.print(terminal.paint("? unmanaged, left alone: \(line)", .dim)) }
    session.print(conclusion(report))
  }

  private func show(_ volume: PlannedVolume) {
    let text = "volume \(Self.text(of: volume))"
    switch volume.action {
    case .create: session.print(terminal.paint("+ \(text)", .green))
    case .grow, .protect, .unprotect: session.print(terminal.paint("~ \(text)", .yellow))
    case .shrink:
      session.print(terminal.paint("- \(text), what is behind is lost (takes --allow-destroy)", .red))
    }
  }

  /// `NAME (200 GiB, vhd, az:disks/vm.vhd)`, `NAME 10 GiB → 20 GiB`.
  static func text(of volume: PlannedVolume) -> String {
    if volume.action == .protect { return "\(volume.name): prevent-destroy no → yes" }
    if volume.action == .unprotect { return "\(volume.name): prevent-destroy yes → no" }
    guard let before = volume.sizeBefore else {
      return "\(volume.name) (\(QuantityText.exact(volume.size)), \(volume.format), \(volume.location))"
    }
    return "\(volume.name) \(QuantityText.exact(before)) → \(QuantityText.exact(volume.size))"
  }

  private func isCommand(_ part: PlanSummary.Part, _ header: PlanHeader) -> Bool {
    header.sections.contains { $0.job == part.job && $0.source == part.source && $0.isCommand }
  }

  private func show(_ part: PlanSummary.Part, isCommand: Bool) {
    session.print(terminal.paint("\(part.job): \(part.source) -> \(part.target)", .bold))
    if isCommand {
      session.print(terminal.paint("  ~ the output of a command, of unknown size", .yellow))
      return
    }
    let changes = part.changes
    show("+", changes.new, "new", .green)
    show("~", changes.changed, "changed", .yellow)
    show("~", changes.metadataOnly, "with other metadata only", .yellow)
    show("-", changes.removed, "gone from the source", .red)
    show("=", changes.unchanged, "unchanged", .dim)
    var cost: [String] = []
    if let bytes = part.newBytes, let chunks = part.newChunks {
      cost.append("\(QuantityText.bytes(bytes)) in \(QuantityText.count(chunks, "new chunk"))")
    }
    if let bytes = part.storedEstimate { cost.append("about \(QuantityText.bytes(bytes)) stored") }
    if part.putRequests > 0, part.cost != nil { cost.append("\(QuantityText.count(part.putRequests, "request"))") }
    if let price = part.cost {
      cost.append("\(Self.money(price.once)) \(price.currency) once")
      cost.append("\(Self.money(price.perMonth)) \(price.currency) a month")
    }
    if !cost.isEmpty { session.print("    \(cost.joined(separator: ", "))") }
  }

  private func show(_ symbol: String, _ tally: FileTally, _ what: String, _ colour: Colour) {
    guard tally.files > 0 else { return }
    let text = "  \(symbol) \(QuantityText.count(tally.files, "file")) \(what), \(QuantityText.bytes(tally.bytes))"
    session.print(terminal.paint(text, colour))
  }

  private func conclusion(_ report: PlanReport) -> String {
    let summary = report.summary
    if summary.isEmpty { return report.failures.isEmpty ? "No changes." : "No changes where it could be looked." }
    let volumes = Self.count(summary.volumes)
    if !volumes.isEmpty, summary.parts.isEmpty, summary.repositories.isEmpty, summary.maintenance.isEmpty {
      return "Plan: \(volumes)."
    }
    let totals = PlanTotals(summary)
    var parts = [
      "Plan: \(QuantityText.count(totals.added.files)) to add, \(QuantityText.count(totals.changed.files)) to change, "
        + "\(QuantityText.count(totals.removed.files)) to remove"
    ]
    if !volumes.isEmpty { parts.append(volumes) }
    parts.append(QuantityText.count(totals.snapshots, "snapshot") + " to write")
    if !summary.forgotten.isEmpty { parts.append("\(QuantityText.count(summary.forgotten.count)) to forget") }
    if let bytes = totals.newBytes {
      parts.append("\(QuantityText.bytes(bytes)) new")
    } else if summary.bytesToRead > 0 {
      parts.append("at most \(QuantityText.bytes(summary.bytesToRead)) to read")
    }
    return parts.joined(separator: "; ") + "."
  }

  /// `2 volumes to create, 1 volume to change`; empty for none.
  private static func count(_ volumes: [PlannedVolume]) -> String {
    let new = volumes.count { $0.action == .create }
    return [(new, "create"), (volumes.count - new, "change")].filter { $0.0 > 0 }
      .map { "\(QuantityText.count($0, "volume")) to \($1)" }.joined(separator: ", ")
  }

  /// With as many decimals as matter.
  private static func money(_ amount: Double) -> String {
    let cents = Int((min(max(amount, 0), 1e12) * 100).rounded(.up))
    let rest = cents % 100
    return "\(QuantityText.count(cents / 100)).\(rest < 10 ? "0" : "")\(rest)"
  }
}
