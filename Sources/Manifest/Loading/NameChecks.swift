/// Every name that an entry refers to must be declared.
struct NameChecks {
  var documents: ManifestDocuments
  var manifest: SyncManifest
  var faults: FaultCollector

  func run() {
    // What a missing file declares is not known: names would only seem to dangle.
    guard documents.isComplete else { return }
    for job in manifest.jobs {
      switch job {
      case .backup(let job):
        for name in job.from { check(name, in: .sources, noun: "source") }
        for name in job.to { check(name, in: .targets, noun: "target") }
      case .maintenance(let job):
        for name in job.maintain { check(name, in: .targets, noun: "target") }
      }
    }
    for target in manifest.targets { check(target.location) }
    for volume in manifest.volumes { check(volume.backing) }
    for table in manifest.prices { check(table) }
  }

  private func names(_ section: ManifestShape.Key) -> [String] { documents.sections[section]?.names ?? [] }

  private func check(_ reference: NameReference, in section: ManifestShape.Key, noun: String) {
    guard !names(section).contains(reference.name) else { return }
    var suggestion = Suggestion.near(reference.name, among: names(section))
    if suggestion == nil,
      let other = [ManifestShape.Key.sources, .targets].first(where: { names($0).contains(reference.name) })
    {
      suggestion = "\"\(reference.name)\" is one of the \(other.rawValue)"
    }
    report("no \(noun) is named \"\(reference.name)\"", reference.mark, width: reference.name.count, suggestion)
  }

  private func check(_ location: Location) {
    guard case .provider(let name, _, _) = location.place, !names(.providers).contains(name) else { return }
    let suggestion = Suggestion.near(name, among: names(.providers))
    report(
      "no provider is named \"\(name)\"", location.mark, width: name.count,
      suggestion ?? "a file of this machine with a colon in its name is written \"./\(location)\"")
  }

  private func check(_ table: PriceTable) {
    let mark = table.origins.mark
    switch (names(.providers).contains(table.name), names(.targets).contains(table.name)) {
    case (true, true):
      faults.report(
        .conflict, "\"\(table.name)\" is a provider and a target: the prices could be of either", at: mark,
        width: table.name.count)
    case (false, false):
      let all = names(.providers) + names(.targets)
      report(
        "no provider or target is named \"\(table.name)\"", mark, width: table.name.count,
        Suggestion.near(table.name, among: all))
    default: break
    }
  }

  private func report(_ message: String, _ mark: SourceMark, width: Int, _ suggestion: String?) {
    faults.report(.dangling, message, at: mark, width: width, suggestion: suggestion)
  }
}
