extension PruneRules: ManifestRecord {
  static let blank = PruneRules()

  static let shape = RecordShape<PruneRules>(
    title: "prune",
    doc: "How far to go in freeing space; `{}` is all defaults.",
    fields: [
      .optional(
        "max-unused", \.maxUnused, .unusedLimit, "What unused blobs may keep: a share, a size, or `unlimited`."),
      .optional("max-repack", \.maxRepack, .size, "The most that one run writes again.", otherwise: "no limit"),
    ])
}
