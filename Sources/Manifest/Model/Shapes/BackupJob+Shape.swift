extension BackupJob: NamedRecord {
  static let blank = BackupJob(name: "", from: [], to: [])

  static let shape = RecordShape<BackupJob>(
    title: "backup job",
    doc: "Sources into targets: one snapshot for each source in each target, each source read once.",
    fields: [
      .required("from", \.from, .references(to: "source"), "The sources."),
      .required("to", \.to, .references(to: "target"), "The targets. One failing does not stop another."),
      .optional("tags", \.tags, .tags, "Tags of the snapshots, besides `elasto:job=` and `elasto:source=`."),
      .optional("schedule", \.schedule, .record(), "When it runs.", otherwise: "only by hand"),
      .optional(
        "max-age", \.maxAge, .duration.refused(notZero), "`status` fails when the newest good run is older.",
        otherwise: "any age will do"),
      .optional("hooks", \.hooks, .record(), "Commands around it."),
      .optional("retention", \.retention, .record(), "Wins over the target's.", otherwise: "the target's"),
      .optional("bandwidth", \.bandwidth, .bandwidth, "The most that is sent.", otherwise: "no limit"),
      .optional("parallel", \.parallel, .integer(1...1024), "How many files are read at once.", otherwise: "chosen"),
      .optional(
        "changed-files", \.changedFiles, .choice("policy"),
        """
        What becomes of a file that changed since the plan: it is `read` as it is now and named, `skip`ped and named, \
        or the source is `refuse`d.
        """),
      .optional("lock-wait", \.lockWait, .duration, "How long to wait for a lock that somebody else holds."),
    ])
}
