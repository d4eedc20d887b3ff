/// The whole model, section by section: what decoding, the JSON Schema and the reference are made from.
enum ManifestShape {
  static let providers = EntryKind<Provider>(
    section: "providers", noun: "provider",
    doc: "Where targets live: named places, each with its way of access.",
    variants: [
      .built(.value(key: "type", text: "file")) {
        .file($0)
      } extract: {
        if case .file(let own) = $0 { own } else { nil }
      },
      .built(.value(key: "type", text: "s3")) {
        .s3($0)
      } extract: {
        if case .s3(let own) = $0 { own } else { nil }
      },
      .built(.value(key: "type", text: "azure")) {
        .azure($0)
      } extract: {
        if case .azure(let own) = $0 { own } else { nil }
      },
    ])

  static let sources = EntryKind<Source>(
    section: "sources", noun: "source",
    doc: "What is read.",
    variants: [
      .built(.key("paths")) {
        .paths($0)
      } extract: {
        if case .paths(let own) = $0 { own } else { nil }
      },
      .built(.key("command")) {
        .command($0)
      } extract: {
        if case .command(let own) = $0 { own } else { nil }
      },
      .notYet("a remote source", .key("remote")),
      .notYet("a source of a volume", .key("volume")),
    ])

  static let targets = EntryKind<Target>(
    section: "targets", noun: "target",
    doc: "Where data is kept.",
    variants: [
      .built(.key("repository")) {
        .repository($0)
      } extract: {
        if case .repository(let own) = $0 { own } else { nil }
      },
      .notYet("a mirror", .key("mirror")),
    ])

  static let jobs = EntryKind<Job>(
    section: "jobs", noun: "job",
    doc: "What is done, and when.",
    variants: [
      .built(.key("from"), .key("to")) {
        .backup($0)
      } extract: {
        if case .backup(let own) = $0 { own } else { nil }
      },
      .built(.key("maintain")) {
        .maintenance($0)
      } extract: {
        if case .maintenance(let own) = $0 { own } else { nil }
      },
    ])

  static let prices = EntryKind<PriceTable>(
    section: "prices", noun: "price table",
    doc: "What providers and targets charge, by their names; for estimates.",
    variants: [
      .built(.always) {
        $0
      } extract: {
        $0
      }
    ])

  static let volumes = EntryKind<DeclaredVolume>(
    section: "volumes", noun: "volume",
    doc: "Disks whose bytes are kept in a store.",
    variants: [
      .built(.always) {
        $0
      } extract: {
        $0
      }
    ])

  /// Sections whose entries are recognised and refused.
  static let notYetBuilt = [(section: "portals", noun: "portal")]

  /// The keys at the top of a manifest.
  enum Key: String, CaseIterable {
    case version, include, host, vars, providers, defaults, sources, targets, jobs, prices, portals, volumes
  }

  /// Those that stand alone, for the reference and the schema.
  static let general: [FieldDescription] = [
    FieldDescription(
      key: "version",
      type: TypeDescription(name: "1", schema: .object(["enum": .array([.number(1), .text("1")])])),
      presence: .required, since: "0.1", doc: "The version of this language. Not needed in included files."),
    FieldDescription(
      key: "include", type: ValueType<[String]>.texts.description, presence: .optional(otherwise: "none"), since: "0.1",
      doc: """
        Patterns of further files, relative to this one. A name that is declared twice is an error unless one of the \
        entries says `override: true`.
        """),
    FieldDescription(
      key: "host", type: ValueType<String>.text.description, presence: .optional(otherwise: "${hostname}"),
      since: "0.1", doc: "Recorded in snapshots and part of their identity; pin it where names change."),
    FieldDescription(
      key: "vars",
      type: TypeDescription(
        name: "mapping of names to texts",
        schema: .object(["type": .text("object"), "additionalProperties": ScalarSchema.text()])),
      presence: .optional(otherwise: "none"), since: "0.1",
      doc: "Variables: `${NAME}` inside any text. `${hostname}` is always there; `$${` is a literal `${`."),
  ]
}
