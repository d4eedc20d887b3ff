public import Cryptography

extension SyncManifest {
  /// The manifest with everything included, expanded and defaulted, as YAML that loads to the same manifest; behind
  /// each value stands where it comes from.
  public func effectiveText() throws(CryptographyError) -> String {
    var text = "# digest: \(try digest().hex)\n"
    for file in files { text += "# file:   \(file)\n" }
    return text + EffectiveWriter.text(of: effectiveMembers)
  }

  /// What a plan is bound to: the SHA-256 of the effective manifest as JSON on one line, entries in the order of
  /// their names. Where values come from does not count, nor do comments, the order of entries, or variables.
  public func digest() throws(CryptographyError) -> SHA256Digest {
    let sorted = effectiveMembers.map { member in
      guard case .record(let entries) = member.value else { return member }
      let ordered = entries.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
      return EffectiveMember(key: member.key, value: .record(ordered), origin: member.origin)
    }
    return try SHA256Hasher().digest(of: Array(EffectiveValue.record(sorted).json.compact.utf8))
  }

  private var effectiveMembers: [EffectiveMember] {
    [
      EffectiveMember(key: "version", value: .text("\(version)"), origin: nil),
      EffectiveMember(key: "host", value: .text(host.variablesEscaped), origin: origins["host"]),
      section(ManifestShape.providers, providers.map { ($0.name, $0) }),
      section(ManifestShape.sources, sources.map { ($0.name, $0) }),
      section(ManifestShape.targets, targets.map { ($0.name, $0) }),
      section(ManifestShape.jobs, jobs.map { ($0.name, $0) }),
      section(ManifestShape.volumes, volumes.map { ($0.name, $0) }),
      section(ManifestShape.prices, prices.map { ($0.name, $0) }),
    ]
  }

  private func section<Entry>(_ kind: EntryKind<Entry>, _ entries: [(String, Entry)]) -> EffectiveMember {
    let members = entries.map { EffectiveMember(key: $0, value: .record(kind.render($1)), origin: nil) }
    return EffectiveMember(key: kind.section, value: .record(members), origin: nil)
  }
}
