/// The reference of the manifest's language as Markdown, made from the model.
package enum ManifestReference {
  /// The contents of `docs/manifest.md`.
  package static var text: String {
    let parts =
      [
        preface, table(title: "The top of a manifest", doc: topDoc, ManifestShape.general), defaultsSection,
        section(ManifestShape.providers), section(ManifestShape.sources), section(ManifestShape.targets),
        section(ManifestShape.jobs), section(ManifestShape.volumes), section(ManifestShape.prices),
      ] + innerRecords.map { table(title: capitalised($0.title), doc: $0.doc, $0.fields) } + [notYet]
    return parts.joined(separator: "\n")
  }

  static let defaultsDoc = """
    What the entries of a kind take over when they do not give the key themselves; a key that is given replaces the \
    default's, lists included. What does not apply to an entry's kind is passed over.
    """

  /// The records inside entries, each once, in the order of their use.
  static var innerRecords: [RecordDescription] {
    var found: [RecordDescription] = []
    func add(_ fields: [FieldDescription]) {
      for record in fields.flatMap(\.type.records) where !found.contains(where: { $0.title == record.title }) {
        found.append(record)
        add(record.fields)
      }
    }
    let entries =
      ManifestShape.providers.descriptions + ManifestShape.sources.descriptions + ManifestShape.targets.descriptions
      + ManifestShape.jobs.descriptions + ManifestShape.volumes.descriptions + ManifestShape.prices.descriptions
    for entry in entries { add(entry.fields) }
    return found
  }

  private static var defaultsSection: String {
    let kinds = [
      ManifestShape.providers.noun, ManifestShape.sources.noun, ManifestShape.targets.noun, ManifestShape.jobs.noun,
      ManifestShape.volumes.noun,
    ]
    let list = kinds.map { "`\($0)`" }.joined(separator: ", ")
    return """
      ## `defaults`

      \(defaultsDoc)

      The kinds are \(list). What says which kind an entry is of has no default: `paths`, `repository`, `type`.

      """
  }

  private static func section<Entry>(_ kind: EntryKind<Entry>) -> String {
    var text = """
      ## `\(kind.section)`

      \(kind.doc) A mapping of names to entries; a name is \(EntryName.rule). Every entry also takes `override: true`: \
      it replaces the entry of its name from another file.

      """
    for variant in kind.variants {
      guard case .built(let coding) = variant.support else { continue }
      let record = coding.description
      let choices = variant.selectors.map { $0.written.replacing("\"", with: "`") }.filter { !$0.isEmpty }
      let chosen = choices.isEmpty ? "" : " Chosen by \(choices.joined(separator: " or "))."
      text += "\n" + table(title: capitalised(record.title), doc: record.doc + chosen, record.fields, level: "###")
    }
    return text
  }

  private static func table(title: String, doc: String, _ fields: [FieldDescription], level: String = "##") -> String {
    let rows = fields.map { field in
      let otherwise =
        switch field.presence {
        case .required: "**required**"
        case .optional(let text): text
        }
      return "| `\(field.key)` | \(type(field.type)) | \(otherwise) | \(field.since) | \(cell(field.doc)) |"
    }
    return """
      \(level) \(title)

      \(doc)

      | key | type | default | since | |
      | --- | --- | --- | --- | --- |
      \(rows.joined(separator: "\n"))

      """
  }

  /// A record's name is a link to its table.
  private static func type(_ type: TypeDescription) -> String {
    guard let record = type.records.first, record.title == type.name else { return type.name }
    return "[\(type.name)](#\(record.identifier.lowercased()))"
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static let topDoc = "Besides these, the sections below."

  private static var notYet: String {
    let kinds = unbuilt(ManifestShape.providers) + unbuilt(ManifestShape.sources) + unbuilt(ManifestShape.targets)
    let sections = ManifestShape.notYetBuilt.map { "- `\($0.section)`\n" }
    let keys = (ManifestShape.volumes.descriptions + innerRecords).flatMap { record in
      record.notYet.map { "- `\($0)` of a \(record.title)\n" }
    }
    return "## Recognised, but not yet built\n\nEach is refused with its place, and never ignored.\n\n"
      + (kinds + sections + keys).joined()
  }

  private static func unbuilt<Entry>(_ kind: EntryKind<Entry>) -> [String] {
    kind.variants.compactMap { variant in
      guard case .notYet = variant.support, let selector = variant.selectors.first else { return nil }
      return "- \(variant.title): `\(selector.written.dropFirst().dropLast())` in `\(kind.section)`\n"
    }
  }
}
