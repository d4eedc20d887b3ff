extension MaintenanceJob: NamedRecord {
  static let blank = MaintenanceJob(name: "", maintain: [])

  static let shape = RecordShape<MaintenanceJob>(
    title: "maintenance job",
    doc: "The upkeep of repositories: at least one of `prune` and `check`.",
    fields: [
      .required("maintain", \.maintain, .references(to: "target"), "The repositories."),
      .optional("schedule", \.schedule, .record(), "When it runs.", otherwise: "only by hand"),
      .optional(
        "max-age", \.maxAge, .duration.refused(notZero), "`status` fails when the newest good run is older.",
        otherwise: "any age will do"),
      .optional("hooks", \.hooks, .record(), "Commands around it."),
      .optional("prune", \.prune, .record(), "Frees the space of what no snapshot needs.", otherwise: "not done"),
      .optional("check", \.check, .record(), "Looks for damage.", otherwise: "not done"),
      .optional("bandwidth", \.bandwidth, .bandwidth, "The most that is sent and fetched.", otherwise: "no limit"),
      .optional("parallel", \.parallel, .integer(1...1024), "How many packs are read at once.", otherwise: "chosen"),
      .optional("lock-wait", \.lockWait, .duration, "How long to wait for a lock that somebody else holds."),
    ],
    check: { job, decoding in
      guard job.prune == nil, job.check == nil else { return }
      decoding.faults.report(
        .missing, "nothing to do: a maintenance job needs \"prune\" or \"check\"", at: job.origins.mark,
        suggestion: "write \"check: {}\" for a check of the structure")
    })
}
